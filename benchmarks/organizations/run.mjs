// Owns: one run: it sets up, measures and prints. `npm run bench:organizations` from the root builds first and starts this.
// Flags: `--quick` (few short rounds, at most 200 accounts: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { signedRequest } from '../sts/load/signed-request.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startConst, startDaypass } from '../sts/servers/process.mjs'
import { organizationIn } from './organization.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick') ? { rounds: 3, count: 1_000, many: 200 } : { rounds: 9, count: 4_000, many: 10_000 }
const FEW = 10
const POOL = 256

/** At most: against const, in a small organization; and in a large one against a small one. */
const AGAINST_CONST = { 'GetCallerIdentity, key': 2.2, AssumeRole: 3.2 }
const BY_SIZE = 1.3

/** A server with an organization, and its cases. */
async function raise(folder, count) {
  const dataDir = join(folder, `data-${count}`)
  mkdirSync(dataDir, { mode: 0o700 })
  const server = await startDaypass({
    dataDir,
    output: join(folder, `audit-${count}.log`),
    flags: ['--quota', 'AccountsPerOrganization=1000000'],
  })
  const { key, role } = await organizationIn({ dataDir }, server.port, count)
  const sts = (parameters) => signedRequest(key, { service: 'sts', port: server.port, parameters })
  const cases = [
    { name: 'GetCallerIdentity, key', marker: ':user/worker</Arn>', make: () => sts({ Action: 'GetCallerIdentity' }) },
    {
      name: 'AssumeRole',
      marker: '<SessionToken>IQoJ',
      make: (index) => sts({ Action: 'AssumeRole', RoleArn: role, RoleSessionName: `job-${index}` }),
    },
  ]
  return cases.map((one) => ({ ...one, count, server, pool: `${one.name} | ${count}` }))
}

/** Signs the pool of each case again, and checks the answer to its first request. */
async function prepare(load, raised) {
  for (const { pool, server, marker, make } of raised) {
    await load.keep(
      pool,
      Array.from({ length: POOL }, (_, index) => make(index)),
    )
    const [answer] = await load.tryEach({ pool, port: server.port })
    if (answer?.status !== 200 || !answer.answer.includes(marker)) throw new Error(`${pool}: not the right answer: ${answer?.answer}`)
  }
}

await onStage(undefined, async (folder, load) => {
  const floor = await startConst(join(folder, 'const.log'))
  const raised = [...(await raise(folder, FEW)), ...(await raise(folder, how.many))]
  await prepare(load, raised)
  const turns = [
    { name: 'const', server: floor, status: 200, pool: raised[0].pool },
    ...raised.map(({ server, pool }) => ({ name: pool, server, status: 200, pool })),
  ]
  const measured = await measure(load, turns, { ...how, beforeRound: () => prepare(load, raised) })
  await Promise.all([floor, ...new Set(raised.map(({ server }) => server))].map((server) => server.stop()))
  const { micros: constant } = measured.get('const')
  const judged = raised.map(({ name, count, pool }) => {
    const { micros } = measured.get(pool)
    const against = ratio(micros, constant).median
    const bySize = ratio(micros, measured.get(`${name} | ${FEW}`).micros).median
    console.log(
      `${name.padEnd(24)}${String(count).padStart(8)} accounts${summary(micros).median.toFixed(1).padStart(9)} us ${against.toFixed(2).padStart(7)} x const${bySize.toFixed(2).padStart(7)} x ${FEW} accounts`,
    )
    return count === FEW
      ? { what: `${name}: CPU against const`, value: against, most: AGAINST_CONST[name] }
      : { what: `${name}: CPU with ${count.toLocaleString('en')} accounts against ${FEW}`, value: bySize, most: BY_SIZE }
  })
  for (const { what, value, most } of judged)
    console.log(`${value <= most ? 'pass' : 'MISS'}  ${what}: ${value.toFixed(2)}, at most ${most}`)
  if (flags.has('--check') && judged.some(({ value, most }) => value > most)) process.exitCode = 1
})
