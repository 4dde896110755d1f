// Owns: one run: it sets up, measures and prints. `npm run bench:workers` from the root builds first and starts this.
// Flags: `--quick` (few short rounds: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { CONNECTIONS } from '../sts/load/load.mjs'
import { signCases } from '../sts/parts/cases.mjs'
import { installationIn } from '../sts/parts/installation.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startDaypass } from '../sts/servers/process.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
/** A connection is handed to a worker by the supervisor, once, which costs more than a request: here it makes 300 of them and more, as an SDK's does. */
const how = flags.has('--quick') ? { rounds: 3, count: 2_000 } : { rounds: 9, count: 20_000 }
const CASES = ['GetCallerIdentity, key', 'GetCallerIdentity, session', 'AssumeRole']
/** Two workers against two servers of one process that are asked at the same time, on the same core: what it costs that they are one server. */
const MOST = 1.05

/**
 * The servers of a row, and connections in all. Two processes on one core cost more than one by themselves: each finds its data and code displaced from the
 * processor's caches. So the last two rows are what to compare; they work on as many requests at once as the first does.
 */
const ROWS = [
  { what: 'one process', servers: ['one'], connections: CONNECTIONS },
  { what: 'two workers', servers: ['workers'], connections: CONNECTIONS },
  { what: 'two servers of one process', servers: ['one', 'other'], connections: 2 * CONNECTIONS },
  { what: 'two workers', servers: ['workers'], connections: 2 * CONNECTIONS },
]

/** Three servers with the same data. @param {string} folder */
async function raise(folder) {
  const made = await installationIn(folder, 10)
  const copy = (name) => {
    cpSync(made.dataDir, join(folder, name), { recursive: true, filter: (path) => !path.endsWith('/lock') })
    cpSync(`${made.dataDir}.master-key`, join(folder, `${name}.master-key`))
    return { dataDir: join(folder, name), output: join(folder, `${name}.log`) }
  }
  const [other, workers] = [copy('other'), copy('workers')]
  const servers = {
    one: await startDaypass(made),
    other: await startDaypass(other),
    workers: await startDaypass({ ...workers, flags: ['--workers', '2'] }),
  }
  return { made, servers }
}

await onStage(undefined, async (folder, load) => {
  const { made, servers } = await raise(folder)
  const turns = []
  for (const { name, status, marker, requests } of await signCases(made, servers.one.port)) {
    if (!CASES.includes(name)) continue
    await load.keep(name, requests)
    for (const { port } of Object.values(servers)) {
      const [answer] = await load.tryEach({ pool: name, port })
      if (answer?.status !== status || !answer.answer.includes(marker)) throw new Error(`${name}: not the right answer: ${answer?.answer}`)
    }
    for (const [at, row] of ROWS.entries())
      turns.push({
        name: `${name} | ${at}`,
        server: row.servers.map((one) => servers[one]),
        status,
        pool: name,
        connections: row.connections,
      })
  }
  const measured = await measure(load, turns, { ...how, beforeRound: async () => {} })
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  const missed = []
  for (const name of CASES) {
    const microsOf = (at) => measured.get(`${name} | ${at}`).micros
    for (const [at, { what, connections }] of ROWS.entries()) {
      const { median, low, high } = summary(microsOf(at))
      const against = ratio(microsOf(at), microsOf(0)).median
      console.log(
        `| ${name} | ${what} | ${connections} | ${median.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)}) | ${against.toFixed(2)} |`,
      )
    }
    const { median, low, high } = ratio(microsOf(3), microsOf(2))
    const isMet = median <= MOST
    if (!isMet) missed.push(name)
    console.log(
      `${isMet ? 'pass' : 'MISS'}  ${name}: two workers cost ${median.toFixed(3)} times two processes (${low.toFixed(3)} to ${high.toFixed(3)}), at most ${MOST}`,
    )
  }
  if (flags.has('--check') && missed.length > 0) process.exitCode = 1
})
