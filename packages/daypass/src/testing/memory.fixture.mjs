// A process with a small heap for small-heap.ts: node --max-old-space-size=… memory.fixture.mjs <folder of the compiled server> <tokens> <users> <same|all>
// Tokens of a user that may do nothing but ask for them, with ten of AWS's own policies each, each used once; and users with ReadOnlyAccess, each asked once.
const [, , compiled, tokens, count, choice] = process.argv
const { world, ACCOUNT } = await import(`${compiled}/testing/world.js`)
const { GetFederationToken } = await import(`${compiled}/services/sts/GetFederationToken.js`)
const { OpenedSessions } = await import(`${compiled}/credentials/opened-sessions.js`)
const { OpenedSecrets } = await import(`${compiled}/credentials/long-term-secret.js`)
const { resolveKey } = await import(`${compiled}/credentials/resolve.js`)
const { users } = await import(`${compiled}/directory/iam/user.js`)

const here = await world()
const resolver = { ring: here.ring, secrets: new OpenedSecrets(), sessions: new OpenedSessions() }
const surroundings = { now: here.clock.now(), secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const question = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
const decide = (caller) => here.read((state) => here.access.decide({ caller, question, surroundings, state }))

const may = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:GetFederationToken', Resource: '*' } }
const issuer = await here.user('issuer', { may })
const list = here.awsManaged.list().toSorted((one, other) => other.length - one.length)
const attachable = list.filter(({ path }) => !path.startsWith('/aws-service-role/'))
const decisions = { allowed: 0, denied: 0 }
for (let i = 0; i < Number(tokens); i++) {
  const from = choice === 'all' ? (10 * i) % (attachable.length - 10) : 0
  const PolicyArns = attachable.slice(from, from + 10).map(({ arn }) => ({ arn }))
  const { Credentials } = await here.call(GetFederationToken, { Name: `f${i}`, PolicyArns }, issuer)
  const presented = { accessKeyId: Credentials.AccessKeyId, sessionToken: Credentials.SessionToken }
  const { caller } = here.read((state) => resolveKey(presented, state, { resolver, now: here.clock.now() }))
  decisions[decide(caller).allowed ? 'allowed' : 'denied'] += 1
}
for (let i = 0; i < Number(count); i++) {
  const user = await here.user(`reader${i}`)
  const attachedPolicies = ['arn:aws:iam::aws:policy/ReadOnlyAccess']
  await here.change((state) => users.put(state, { ...users.get(state, ACCOUNT, user.name), attachedPolicies }))
  decisions[decide(user).allowed ? 'allowed' : 'denied'] += 1
}
globalThis.gc?.()
process.stdout.write(
  `${JSON.stringify({ ...decisions, compilations: here.access.documents.compilations, compiledBytes: here.access.documents.bytes })}\n`,
)
