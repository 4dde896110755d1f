// Owns: one run: it sets up, measures and prints. `npm run bench:s3` from the root builds first and starts this.
// Flags: `--quick` (few short rounds, 20,000 objects and 64 MiB at most: to try the benchmark, not for figures), `--check` (exit status 1 when a target is
// missed), `--peer` (moto too, where moto_server is installed).
import { join } from 'node:path'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startConst, startDaypass } from '../sts/servers/process.mjs'
import { bucketIn } from './bucket.mjs'
import { casesOf, requestsOf } from './cases.mjs'
import { measureMoto } from './moto.mjs'
import { judgeAll } from './targets.mjs'
import { transfer } from './transfer.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => !['--quick', '--check', '--peer'].includes(flag))
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick')
  ? { rounds: 3, count: 1_000, many: 20_000, large: 64 * 2 ** 20 }
  : { rounds: 9, count: 4_000, many: 1_000_000, large: 2 ** 30 }
const SIZES = [10, 1_000, how.many]

/** Every server with its cases. */
async function raise(folder) {
  const raised = []
  for (const count of SIZES) {
    const made = await bucketIn(folder, count)
    const server = await startDaypass(made)
    const cases = casesOf(made, server.port).filter(({ least }) => count === least || count === how.many)
    for (const one of cases) raised.push({ name: `${one.name} | ${count}`, server, made, one })
  }
  return raised
}

/** Signs the pool of each case again, and checks the answer to its first request. */
async function prepare(load, raised) {
  for (const { name, server, one } of raised) {
    await load.keep(name, [one.make(0)])
    const [answer] = await load.tryEach({ pool: name, port: server.port })
    if (answer?.status !== 200 || !answer.answer.includes(one.marker)) throw new Error(`${name}: not the right answer: ${answer?.answer}`)
    await load.keep(name, requestsOf(one))
  }
}

function rowsOf(raised, measured) {
  const constant = measured.get('const').micros
  return raised.map(({ name, one }) => {
    const objects = Number(name.split(' | ')[1])
    const { micros, perSecond } = measured.get(name)
    const bySize = objects === one.least ? {} : { bySize: ratio(micros, measured.get(`${one.name} | ${one.least}`).micros) }
    return { name: one.name, objects, micros: summary(micros), perSecond: summary(perSecond), ratio: ratio(micros, constant), ...bySize }
  })
}

await onStage(undefined, async (folder, load) => {
  const floor = await startConst(join(folder, 'const.log'))
  const raised = await raise(folder)
  await prepare(load, raised)
  await load.keep('const', requestsOf(raised[0].one))
  const turns = [
    { name: 'const', server: floor, status: 200, pool: 'const' },
    ...raised.map(({ name, server, one }) => ({ name, server, status: 200, pool: name, ...(one.count && { count: one.count }) })),
  ]
  const beforeRound = () => prepare(load, raised)
  const measured = await measure(load, turns, { ...how, beforeRound })
  // The first turn of a case is that of its smallest bucket.
  const ours = new Map(raised.map(({ one }) => [one.name, turns.find(({ name }) => name.startsWith(`${one.name} | `))]))
  const peers = flags.has('--peer') ? await measureMoto(folder, load, { ...how, rounds: Math.min(how.rounds, 5), beforeRound, ours }) : []
  const [{ server, made }] = raised
  const transferred = await transfer({ server, key: made.key }, how.large)
  await Promise.all([floor, ...new Set(raised.map((one) => one.server))].map((one) => one.stop()))
  const rows = rowsOf(raised, measured)
  console.log(`${'const'.padEnd(28)}${summary(measured.get('const').micros).median.toFixed(1).padStart(9)} us`)
  for (const { name, objects, micros, perSecond, ratio: against, bySize } of rows)
    console.log(
      `${name.padEnd(18)}${String(objects).padStart(10)}${micros.median.toFixed(1).padStart(9)} us ${against.median.toFixed(2).padStart(7)} x const ${perSecond.median.toFixed(0).padStart(7)}/s${bySize === undefined ? '' : `${bySize.median.toFixed(2).padStart(7)} x few`}`,
    )
  for (const { name, micros, times } of peers)
    console.log(`moto ${name.padEnd(23)}${micros.median.toFixed(1).padStart(9)} us ${times.median.toFixed(2).padStart(7)} x daypass`)
  for (const way of ['up', 'down']) {
    const { grown, micros } = transferred[way]
    console.log(
      `${how.large / 2 ** 20} MiB ${way}: ${(micros / 1e6).toFixed(1)} s of CPU, at most ${(grown / 2 ** 20).toFixed(0)} MiB more memory`,
    )
  }
  const judged = judgeAll({ rows, transferred })
  for (const { what, value, most, met } of judged) console.log(`${met ? 'pass' : 'MISS'}  ${what}: ${value.toFixed(2)}, at most ${most}`)
  if (flags.has('--check') && judged.some(({ met }) => !met)) process.exitCode = 1
})
