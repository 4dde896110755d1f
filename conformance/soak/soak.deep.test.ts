import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { freePort } from '../free-port.js'
import { ServerProcess } from '../server-process.js'
import { Day } from './day.js'
import { Ledger } from './ledger.js'
import { descriptorsOf } from './process-usage.js'
import { COLLECTS, type Memory, memoryLeft, riseOf } from './server-memory.js'
import { foundTown } from './town.js'

// A day of traffic in minutes: the clock of a `--dev` server goes on by ten minutes, and what these ten minutes bring is sent as fast as it goes.
// Memory may not rise from the second quarter of the day on. What fills by design is left out: what the server itself counts for its caches, each of which
// has to stay within its bound. Not left out, since the server does not count them, are the parsed Authorization headers (at most 12 MiB, then all are
// forgotten: some three go up and down here) and what is known of keys for their rate limits (some 200 bytes for each new key). These two are why the line may
// rise at all; with 75,000 requests in these 18 hours, 8 MiB are 110 bytes a request.

const MEBIBYTE = 2 ** 20
/** How much may be more at the end of the last three quarters than at their beginning, by the line that fits 18 samples best. */
const MOST = { own: 8 * MEBIBYTE, anonymous: 32 * MEBIBYTE }
const TICKS_IN_HOUR = 6
/** Stories in ten minutes, by hour: night, day, two peaks. */
const LOAD = [
  ...[30, 20, 20, 20, 20, 40],
  ...[80, 150, 250, 450, 250, 200],
  ...[150, 200, 450, 250, 200, 200],
  ...[150, 120, 100, 80, 60, 40],
]
const QUARTER = LOAD.length / 4
/** Sessions before the day, so that the caches of sessions and of signing keys are full. */
const EVE = 12_000
/** What each cache may hold, in bytes (docs/performance.md); the signing keys are counted. */
const CACHES: Readonly<Record<string, number>> = {
  records: 32 * MEBIBYTE,
  derived: 32 * MEBIBYTE,
  policy_documents: 32 * MEBIBYTE,
  policy_document_keys: 4 * MEBIBYTE,
  aws_managed_policies: MEBIBYTE,
  long_term_secrets: 8 * MEBIBYTE,
  sessions: 16 * MEBIBYTE,
  signing_keys: 10_000,
}

/** At the end of an hour. */
interface Sample extends Memory {
  /** Live memory that is not of caches. */
  readonly own: number
  readonly open: number
  readonly caches: ReadonlyMap<string, number>
}

let server: ServerProcess
let ledger: Ledger
let adminPort: number
const scratch = scratchFolder()

beforeAll(async () => {
  adminPort = await freePort()
  const flags = ['--dev', '--admin-port', String(adminPort), '--rate-limit', 'key=60/s,burst=120']
  server = await ServerProcess.start({ flags, environment: COLLECTS })
  ledger = new Ledger({ endpoint: server.endpoint, agent: new Agent({ keepAlive: true, maxSockets: 32 }) })
})

afterAll(async () => {
  ledger?.line.agent.destroy()
  await server?.close()
  scratch.remove()
})

/** The metrics with this name, by the value of their only label. */
async function metrics(name: string): Promise<Map<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return new Map(
    [...text.matchAll(new RegExp(`^${name}\\{\\w+="(\\w+)"\\} (\\S+)$`, 'gm'))].map(([, label = '', value]) => [label, Number(value)]),
  )
}

async function sample(): Promise<Sample> {
  const left = await memoryLeft(server)
  const bytes = await metrics('daypass_cache_bytes')
  const held = [...bytes.values()].reduce((sum, one) => sum + one, 0)
  const caches = new Map([...(await metrics('daypass_cache_entries')), ...bytes])
  return { ...left, own: left.live - held, open: descriptorsOf(server.pid), caches }
}

function print(samples: readonly Sample[], rise: typeof MOST, throttled: number): void {
  const rows = samples.map(
    ({ live, own, anonymous, open }, hour) =>
      `${hour + 1}h: ${[live, own, anonymous].map((one) => (one / MEBIBYTE).toFixed(1)).join(', ')} MiB live, own, anonymous; ${open} open`,
  )
  const risen = `rise of own ${(rise.own / MEBIBYTE).toFixed(1)} MiB, of anonymous ${(rise.anonymous / MEBIBYTE).toFixed(1)} MiB`
  console.log([...rows, risen, `${ledger.answered} answers, ${throttled} throttled`].join('\n'), Object.fromEntries(ledger.byStatus))
}

describe('a day of traffic', () => {
  it('gives every answer as it must be, and leaves memory flat and nothing open', async () => {
    const day = new Day({ server, ledger, town: await foundTown(ledger, server.rootKey()), folder: scratch.path })
    await day.eve(EVE)
    const samples: Sample[] = []
    for (const [hour, load] of LOAD.entries()) {
      for (let at = 0; at < TICKS_IN_HOUR; at++) await day.tenMinutes(load)
      await day.endHour(hour)
      samples.push(await sample())
    }
    const later = samples.slice(QUARTER)
    const rise = { own: riseOf(later.map(({ own }) => own)), anonymous: riseOf(later.map(({ anonymous }) => anonymous)) }
    print(samples, rise, day.throttled)
    expect(rise.own).toBeLessThan(MOST.own)
    expect(rise.anonymous).toBeLessThan(MOST.anonymous)
    expect(Math.max(...later.map(({ open }) => open))).toBeLessThanOrEqual(
      Math.max(...samples.slice(0, QUARTER).map(({ open }) => open)) + 2,
    )
    for (const { caches } of samples) expect([...caches].filter(([name, held]) => held > (CACHES[name] ?? -1))).toEqual([])
    expect(day.throttled).toBeGreaterThan(0)
  })

  it('has a line of the audit for every answer', async () => {
    const lines = server.audit().map(({ requestId }) => requestId)
    expect(new Set(lines)).toEqual(ledger.ids)
    expect(lines.length).toBe(ledger.answered)
  })
})
