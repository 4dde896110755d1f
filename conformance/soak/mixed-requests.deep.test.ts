import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { dearSession, manyQuestions, unsignedXml } from './attackers.js'
import { type Crowd, each, type Line, makeCrowd, sendAs } from './crowd.js'
import { askNumber } from './mixed-requests.js'
import { descriptorsOf, memoryOf } from './process-usage.js'

const HEAP_MEBIBYTES = 256
const REQUESTS = 200_000
const STEPS = 20
const AT_ONCE = 32
const MEBIBYTE = 2 ** 20
/** How much the heap may change between collections. */
const SWING = 48 * MEBIBYTE

let server: ServerProcess
let line: Line
let crowd: Crowd

beforeAll(async () => {
  server = await ServerProcess.start({ environment: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEBIBYTES}` }, keepsAudit: false })
  line = { endpoint: server.endpoint, agent: new Agent({ keepAlive: true, maxSockets: AT_ONCE + 2 }) }
  await sendAs(line, server.rootKey(), { service: 's3', method: 'PUT', path: '/soak' })
  crowd = await makeCrowd(line, server.rootKey(), { users: 4_500, roles: 500, sessions: 5_000, atOnce: AT_ONCE })
}, 900_000)

afterAll(async () => {
  line.agent.destroy()
  await server.close()
})

/** Sends the requests from `from` on in steps; returns the memory after each. */
async function soak(from: number, count: number): Promise<number[]> {
  const samples: number[] = []
  const step = count / STEPS
  for (let done = 0; done < count; done += step) {
    await each(step, AT_ONCE, (index) => askNumber(line, crowd, from + done + index))
    samples.push(memoryOf(server.pid))
  }
  return samples
}

const most = (samples: readonly number[]): number => Math.max(...samples)

describe('200,000 mixed requests of 5,000 principals and 5,000 sessions under a heap of 256 MiB', () => {
  test('keep memory flat and no descriptor open, and every answer is right', async () => {
    await soak(0, 10_000)
    const descriptors = descriptorsOf(server.pid)
    const samples = await soak(10_000, REQUESTS / 2)
    expect(most(samples.slice(STEPS / 2))).toBeLessThan(most(samples.slice(0, STEPS / 2)) + SWING)
    expect(descriptorsOf(server.pid)).toBeLessThanOrEqual(descriptors + 2)
  })

  test('while attackers send the most expensive requests, the others get their answers and memory stays flat', async () => {
    let goesOn = true
    const session = await dearSession(line, crowd.users[0] ?? server.rootKey())
    const descriptors = descriptorsOf(server.pid)
    const attacks = [manyQuestions(line, session, () => goesOn), unsignedXml(line, () => goesOn)]
    const samples = await soak(10_000 + REQUESTS / 2, REQUESTS / 2)
    goesOn = false
    await Promise.all(attacks.map(({ ended }) => ended))
    expect(most(samples.slice(STEPS / 2))).toBeLessThan(most(samples.slice(0, STEPS / 2)) + SWING)
    expect(descriptorsOf(server.pid)).toBeLessThanOrEqual(descriptors + 2)
    for (const { sent } of attacks) expect([...sent.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
    // Each denied key gets its own error; XML of an unknown caller is refused, or the connection ends.
    expect([...(attacks[0]?.sent.keys() ?? [])]).toEqual([200])
    expect([...(attacks[1]?.sent.keys() ?? [])].every((status) => status === 403 || status === 400 || status === 0)).toBe(true)
  })
})
