// Owns: one run: it sets up, measures and prints. `npm run bench:federation` from the root builds first and starts this.
// Flags: `--quick` (few short rounds: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { join } from 'node:path'
import { signedRequest, unsignedRequest } from '../sts/load/signed-request.mjs'
import { installationIn, roleName } from '../sts/parts/installation.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startConst, startDaypass } from '../sts/servers/process.mjs'
import { assertion } from './assertion.mjs'
import { ISSUER, keysIn, token, trustIn } from './logins.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick') ? { rounds: 3, count: 500 } : { rounds: 9, count: 2_000 }
const ROLES = 10
const POOL = 256

const PLAIN = 'AssumeRole'
const TOKENS = ['RS256', 'ES256'].map((alg) => ({ alg, name: `AssumeRoleWithWebIdentity, ${alg}` }))
const SAML = 'AssumeRoleWithSAML'
/** At most, of a token: times AssumeRole. */
const TIMES = 2
/** At most, of an assertion: microseconds. */
const MICROS = 3_000

/** The server, and what is sent to it. */
async function raise(folder) {
  const made = await installationIn(folder, ROLES)
  const server = await startDaypass({ ...made, flags: ['--oidc-keys', `${ISSUER}=${keysIn(folder)}`] })
  const trusted = await trustIn(made, server.port)
  const { port } = server
  const plain = (index) => {
    const RoleArn = `arn:aws:iam::${made.account}:role/${roleName(index % ROLES)}`
    return signedRequest(made.key, { service: 'sts', port, parameters: { Action: PLAIN, RoleArn, RoleSessionName: `job-${index}` } })
  }
  const login = (parameters) => unsignedRequest({ service: 'sts', port, parameters: { ...parameters, RoleArn: trusted.role } })
  const cases = [
    { name: PLAIN, make: plain },
    ...TOKENS.map(({ alg, name }) => ({
      name,
      make: (index) => login({ Action: 'AssumeRoleWithWebIdentity', RoleSessionName: `job-${index}`, WebIdentityToken: token(alg, index) }),
    })),
    { name: SAML, make: (index) => login({ Action: SAML, PrincipalArn: trusted.provider, SAMLAssertion: assertion(trusted, index) }) },
  ]
  return { server, cases }
}

/** Makes the pool of each case again, since assertions are taken for five minutes, and checks every answer. */
async function prepare(load, { server, cases }) {
  for (const { name, make } of cases) {
    await load.keep(
      name,
      Array.from({ length: POOL }, (_, index) => make(index)),
    )
    const answers = await load.tryEach({ pool: name, port: server.port })
    const wrong = answers.find(({ status, answer }) => status !== 200 || !answer.includes('<SessionToken>IQoJ'))
    if (wrong !== undefined || answers.length !== POOL) throw new Error(`${name}: not the right answer: ${wrong?.answer}`)
  }
}

/** What is judged, of the CPU times of each case in every round. */
const judge = (micros) => [
  ...TOKENS.map(({ name }) => ({ what: `${name}: CPU against ${PLAIN}`, value: ratio(micros(name), micros(PLAIN)).median, most: TIMES })),
  { what: `${SAML}: µs of CPU`, value: summary(micros(SAML)).median, most: MICROS },
]

await onStage(undefined, async (folder, load) => {
  const floor = await startConst(join(folder, 'const.log'))
  const raised = await raise(folder)
  await prepare(load, raised)
  const turns = [
    { name: 'const', server: floor, status: 200, pool: PLAIN },
    ...raised.cases.map(({ name }) => ({ name, server: raised.server, status: 200, pool: name })),
  ]
  const measured = await measure(load, turns, { ...how, beforeRound: () => prepare(load, raised) })
  await Promise.all([floor, raised.server].map((server) => server.stop()))
  const micros = (name) => measured.get(name).micros
  for (const { name } of turns) {
    const { median, low, high } = summary(micros(name))
    const [constant, plain] = ['const', PLAIN].map((other) => ratio(micros(name), micros(other)).median.toFixed(2).padStart(7))
    console.log(
      `${name.padEnd(34)}${median.toFixed(1).padStart(9)} µs (${low.toFixed(1)} to ${high.toFixed(1)}) ${constant} x const ${plain} x ${PLAIN}`,
    )
  }
  const judged = judge(micros)
  for (const { what, value, most } of judged)
    console.log(`${value <= most ? 'pass' : 'MISS'}  ${what}: ${value.toFixed(2)}, at most ${most}`)
  if (flags.has('--check') && judged.some(({ value, most }) => value > most)) process.exitCode = 1
})
