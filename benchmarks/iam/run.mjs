// Owns: one run: it sets up, measures and prints. `npm run bench:iam` from the root builds first and starts this.
// Flags: `--quick` (few short rounds, at most 10,000 roles: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { join } from 'node:path'
import { installationIn } from '../sts/parts/installation.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startConst, startDaypass } from '../sts/servers/process.mjs'
import { peopleIn } from './account.mjs'
import { casesOf, requestsOf } from './cases.mjs'
import { measureDetails } from './details.mjs'
import { judgeAll } from './targets.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick') ? { rounds: 3, count: 1_000, many: 10_000 } : { rounds: 9, count: 2_000, many: 100_000 }
const SIZES = { few: 10, page: 100, many: how.many }

/** Every server with its cases. */
async function raise(folder) {
  const raised = []
  for (const count of Object.values(SIZES)) {
    const made = await installationIn(folder, count)
    const server = await startDaypass({ ...made, flags: ['--quota', 'UsersPerAccount=1000000', '--quota', 'RolesPerAccount=1000000'] })
    const people = await peopleIn(made, server.port)
    for (const one of casesOf(made, server.port, { people, ...SIZES })) raised.push({ name: `${one.name} | ${count}`, server, one })
  }
  return raised
}

/** Signs the pool of each case again, and checks the answer to its first request. */
async function prepare(load, raised) {
  for (const { name, server, one } of raised) {
    await load.keep(name, [one.make(0)])
    const [answer] = await load.tryEach({ pool: name, port: server.port })
    if (answer?.status !== 200 || !answer.answer.includes(one.marker)) throw new Error(`${name}: not the right answer: ${answer?.answer}`)
    await load.keep(name, requestsOf(one, how.count))
  }
}

await onStage(undefined, async (folder, load) => {
  const floor = await startConst(join(folder, 'const.log'))
  const raised = await raise(folder)
  await prepare(load, raised)
  await load.keep('const', requestsOf(raised[1].one, how.count))
  const turns = [
    { name: 'const', server: floor, status: 200, pool: 'const' },
    ...raised.map(({ name, server }) => ({ name, server, status: 200, pool: name })),
  ]
  const measured = await measure(load, turns, { ...how, beforeRound: () => prepare(load, raised) })
  await Promise.all([floor, ...new Set(raised.map(({ server }) => server))].map((server) => server.stop()))
  const constant = measured.get('const').micros
  const rows = raised.map(({ name, one }) => {
    const [smallest] = one.sizes
    const roles = Number(name.split(' | ')[1])
    const { micros } = measured.get(name)
    const bySize = roles === smallest ? {} : { bySize: ratio(micros, measured.get(`${one.name} | ${smallest}`).micros) }
    return { name: one.name, roles, micros: summary(micros), ratio: ratio(micros, constant), ...bySize }
  })
  for (const { name, roles, micros, ratio: against, bySize } of rows)
    console.log(
      `${name.padEnd(46)}${String(roles).padStart(8)}${micros.median.toFixed(1).padStart(9)} us ${against.median.toFixed(2).padStart(7)} x const${bySize === undefined ? '' : `${bySize.median.toFixed(2).padStart(7)} x few`}`,
    )
  const details = [
    await measureDetails(folder, { roles: 200, policies: 100 }),
    await measureDetails(folder, { roles: 2_000, policies: 1_000 }),
  ]
  for (const { roles, policies, pages, micros, grown } of details)
    console.log(
      `GetAccountAuthorizationDetails, ${roles} roles, ${policies} policies: ${pages} pages, ${(micros / 1000).toFixed(1)} ms each, ${(grown / 2 ** 20).toFixed(0)} MiB more`,
    )
  const judged = judgeAll({ rows, details })
  for (const { what, value, most, met } of judged) console.log(`${met ? 'pass' : 'MISS'}  ${what}: ${value.toFixed(2)}, at most ${most}`)
  if (flags.has('--check') && judged.some(({ met }) => !met)) process.exitCode = 1
})
