// Owns: one run: it sets up, measures, stores the raw rounds and prints. `npm run bench:sts` from the root builds first and starts this.
// Flags: `--quick` (few short rounds, at most 10,000 roles: to try the benchmark, not for figures), `--check` (exit status 1 when a target is
// missed), `--folder=<folder>` (keep the seeded installations there, and use them again).
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { measureMoto } from './parts/moto.mjs'
import { measure, ratio, summary } from './parts/rounds.mjs'
import { freshPools, onStage, raiseAll } from './parts/stage.mjs'
import { report } from './report.mjs'
import { memory } from './servers/process.mjs'
import { judgeAll } from './targets.mjs'

const flags = new Set(process.argv.slice(2))
const kept = [...flags].find((flag) => flag.startsWith('--folder='))?.slice('--folder='.length)
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check' && !flag.startsWith('--folder='))
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick')
  ? { rounds: 3, count: 2_000, sizes: [10, 10_000], ofMoto: [10] }
  : { rounds: 9, count: 4_000, sizes: [10, 10_000, 1_000_000], ofMoto: [10, 10_000] }

const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  load: loadavg()
    .map((one) => one.toFixed(1))
    .join(', '),
})

/** One row per turn, without const. */
function rowsOf(measured) {
  const floor = measured.get('const')
  const rows = []
  for (const [turn, { micros, perSecond }] of measured) {
    if (turn === 'const') continue
    const [name, roles] = turn.split(' | ')
    const fewest = measured.get(`${name} | ${how.sizes[0]}`)
    const bySize = fewest === undefined || Number(roles) === how.sizes[0] ? {} : { bySize: ratio(micros, fewest.micros) }
    rows.push({
      name,
      roles: Number(roles),
      micros: summary(micros),
      perSecond: summary(perSecond),
      ratio: ratio(micros, floor.micros),
      ...bySize,
    })
  }
  return { floor: { micros: summary(floor.micros), perSecond: summary(floor.perSecond) }, rows }
}

/** The memory per role in the process that serves it. Pages of the store are listed separately, because the kernel keeps or drops them. */
function memoryPerRole(memories) {
  const [fewest, most] = [memories[0], memories.at(-1)]
  return (most.loaded.anonymous - fewest.loaded.anonymous) / (most.roles - fewest.roles)
}

await onStage(kept, async (folder, load) => {
  const stage = await raiseAll(folder, how.sizes)
  const { turns, beforeRound } = await freshPools(load, stage)
  const measured = await measure(load, turns, { ...how, beforeRound })
  const memories = stage.installations.map(({ made, server, idle }) => ({
    roles: made.count,
    idle,
    loaded: memory(server.pid),
    seedSeconds: made.seedSeconds,
  }))
  const ours = new Map(how.ofMoto.map((roles) => [roles, turns.find(({ name }) => name === `AssumeRole | ${roles}`)]))
  const moto = await measureMoto(folder, load, { rounds: 5, count: how.count, beforeRound, ours })
  await stage.stop()
  const found = { ...rowsOf(measured), memories, memoryPerRole: memoryPerRole(memories) }
  const judged = judgeAll({ ...found, moto })
  const result = { machine: machine(), how, ...found, moto, judged, raw: Object.fromEntries(measured) }
  const results = new URL('results/', import.meta.url)
  mkdirSync(results, { recursive: true })
  writeFileSync(
    new URL(`${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`, results),
    `${JSON.stringify(result, undefined, 1)}\n`,
  )
  console.log(report(result))
  if (flags.has('--check') && judged.some(({ met }) => !met)) process.exitCode = 1
})
