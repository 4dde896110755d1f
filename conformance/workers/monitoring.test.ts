// Several workers are watched, and limited, as one server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.js'
import { signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form, type Signer, signed } from '../signed-request.js'
import { type Connection, oneToEach } from './worker-processes.js'

const WORKERS = 2
const BURST = 100
const WHO = form('sts', { Action: 'GetCallerIdentity' })

let server: ServerProcess
let root: Signer
let connections: readonly Connection[]
let metricsAt: string
beforeAll(async () => {
  const port = String(await freePort())
  metricsAt = `http://127.0.0.1:${port}`
  server = await ServerProcess.start({
    flags: ['--workers', String(WORKERS), '--admin-port', port, '--rate-limit', `key=1/s,burst=${BURST}`],
  })
  root = signerOf(server, server.rootKey())
  connections = await oneToEach(server, () => signed(root, WHO))
})
afterAll(async () => {
  for (const connection of connections) connection.close()
  await server.close()
})

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${metricsAt}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(name))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

const answered = () => metric('daypass_requests_total{service="sts",operation="GetCallerIdentity"')

/** How many requests are answered before one is refused. */
async function untilRefused(connection: Connection): Promise<number> {
  for (let count = 0; ; count++) {
    const { status, text } = await connection.send(signed(root, WHO))
    if (status === 200) continue
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>Throttling</Code>')])
    return count
  }
}

describe('a server with workers', () => {
  it('has one listener for monitoring, which adds up what all of them did', async () => {
    const before = await answered()
    for (const connection of connections) for (let n = 0; n < 3; n++) await connection.send(signed(root, WHO))
    expect((await answered()) - before).toBe(3 * WORKERS)
    expect(await metric('daypass_build_info')).toBe(1)
    expect(await metric('daypass_store_revision')).toBeLessThan(10_000)
  })

  it('is ready while one of them takes connections', async () => {
    const answer = await fetch(`${metricsAt}/readyz`)
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  })

  it('limits a key in all of them together: what is used up at one worker is used up at the other', async () => {
    await untilRefused(connections[0]!)
    // The workers tell each other twenty times a second what they have answered.
    expect(await untilRefused(connections[1]!)).toBeLessThan(BURST / 2)
  })
})
