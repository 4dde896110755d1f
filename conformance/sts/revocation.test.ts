import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { ask, keyOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer, Unsigned } from '../signed-request.js'
import { type Account, allow, assumed, daypassAs, fate, homeOf, makeRole, makeUser, policy, signerLike, trust } from './principals.js'

const ASKS: readonly Unsigned[] = [call('sts', 'GetCallerIdentity'), call('iam', 'ListUsers'), { service: 's3', method: 'GET', path: '/' }]
const ALIVE = ['allowed', 'allowed', 'allowed']
const NOT_IN_IAM = ['allowed', '403 InvalidClientTokenId: The security token included in the request is invalid', 'allowed']
const ENDED = [
  '403 InvalidClientTokenId: The security token included in the request is invalid',
  '403 InvalidClientTokenId: The security token included in the request is invalid',
  '400 InvalidToken: The provided token is malformed or otherwise invalid.',
]
const SOMETHING = { DurationSeconds: 900 }
const EVERYTHING = policy(allow('*'))

let server: ServerProcess
let home: Account
let user: Signer
const role = (name: string): string => `arn:aws:iam::${home.id}:role/${name}`

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
  home = homeOf(server)
  user = await makeUser(home, 'owner', EVERYTHING)
  const any = { Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }
  for (const name of ['first', 'second']) await makeRole(home, name, { trust: policy(trust(home.id, any)), policy: EVERYTHING })
})
afterAll(() => server.close())

/** The answers of STS, IAM and S3 to a session. */
const fates = (session: Signer): Promise<string[]> => Promise.all(ASKS.map((one) => fate(session, one)))

/** Sessions of every kind, with names that say what is particular about each. */
async function sessionsOfEveryKind(): Promise<Record<string, Signer>> {
  const ana = await assumed(user, role('first'), { RoleSessionName: 'ana', SourceIdentity: 'ana' })
  const own = async (operation: string, more: object = {}) =>
    signerLike(user, keyOf(await ask(user, call('sts', operation, { ...SOMETHING, ...more }))))
  return {
    first: await assumed(user, role('first'), { RoleSessionName: 'plain' }),
    'first as ana': ana,
    'second as ana': await assumed(ana, role('second'), { RoleSessionName: 'chained' }),
    user: await own('GetSessionToken'),
    federated: await own('GetFederationToken', { Name: 'guest', Policy: EVERYTHING }),
  }
}

const livingFates = (name: string): string[] => (['user', 'federated'].includes(name) ? NOT_IN_IAM : ALIVE)

async function expectLiving(sessions: Record<string, Signer>, living: readonly string[]): Promise<void> {
  const found = await Promise.all(Object.entries(sessions).map(async ([name, session]) => [name, await fates(session)] as const))
  const wanted = Object.keys(sessions).map((name) => [name, living.includes(name) ? livingFates(name) : ENDED])
  expect(found).toEqual(wanted)
}

const EVERY = ['first', 'first as ana', 'second as ana', 'user', 'federated']
const but = (...ended: string[]): string[] => EVERY.filter((name) => !ended.includes(name))

describe('daypass sessions revoke', () => {
  let sessions: Record<string, Signer>
  beforeAll(async () => {
    sessions = await sessionsOfEveryKind()
    await expectLiving(sessions, EVERY)
  })

  it.each<[string, string[], string[]]>([
    ['--role', ['--role', 'first'], but('first', 'first as ana')],
    ['--user', ['--user', 'owner'], but('user', 'federated')],
    ['--session', ['--session', 'arn:aws:sts::000000000000:assumed-role/first/plain'], but('first')],
    ['--session of a federated user', ['--session', 'arn:aws:sts::000000000000:federated-user/guest'], but('federated')],
    ['--source-identity', ['--source-identity', 'ana'], but('first as ana', 'second as ana')],
    ['--role and --issued-before a time before them', ['--role', 'first', '--issued-before', '2020-01-01T00:00:00Z'], EVERY],
  ])('%s ends what it names at its next request, and nothing else', async (_, flags, living) => {
    const { code, stdout, stderr } = await daypassAs(home.root, 'sessions', 'revoke', ...flags)
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^revoked: sessions issued (so far|before 20\d\d-.*Z)\n$/), ''])
    await expectLiving(sessions, living)
    sessions = await sessionsOfEveryKind()
    await expectLiving(sessions, EVERY)
  })

  it('--issued-before ends every session of the account that is old enough, also after kill -9, but no key', async () => {
    const old = sessions
    const { now } = (await (await server.admin('clock', { advance: 'PT10S' })).json()) as { now: string }
    const young = await sessionsOfEveryKind()
    expect(await daypassAs(home.root, 'sessions', 'revoke', '--issued-before', now, '--json')).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ issuedBefore: now.replace('Z', '.000Z') })}\n`,
      stderr: '',
    })
    for (const again of [false, true]) {
      if (again) await server.restart()
      await expectLiving(old, [])
      await expectLiving(young, EVERY)
    }
    expect([await fates(user), await fates(home.root)]).toEqual([ALIVE, ALIVE])
  })

  it('denies a user without the permission', async () => {
    const nobody = await makeUser(home, 'nobody')
    const { code, stderr } = await daypassAs(nobody, 'sessions', 'revoke', '--role', 'first')
    expect([code, stderr]).toEqual([
      1,
      `daypass: AccessDenied: User: arn:aws:iam::${home.id}:user/nobody is not authorized to perform: daypass:RevokeSessions on resource: ${role('first')} because no identity-based policy allows the daypass:RevokeSessions action\n`,
    ])
  })
})

describe("AWS's own way, a policy on aws:TokenIssueTime", () => {
  const revokeOlder = (time: string): string =>
    policy({ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition: { DateLessThan: { 'aws:TokenIssueTime': time } } })
  /** What a session that is denied everything can still do: learn who it is. */
  const denied = (arn: string): string[] => [
    'allowed',
    `403 AccessDenied: User: ${arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${home.id}:user/ with an explicit deny in an identity-based policy`,
    `403 AccessDenied: User: ${arn} is not authorized to perform: s3:ListAllMyBuckets with an explicit deny in an identity-based policy`,
  ]
  const later = async () => ((await (await server.admin('clock', { advance: 'PT10S' })).json()) as { now: string }).now

  it('denies the sessions of a role that were issued before, and GetCallerIdentity still answers them', async () => {
    const old = await assumed(user, role('second'))
    expect(await fates(old)).toEqual(ALIVE)
    const PolicyDocument = revokeOlder(await later())
    await ask(home.root, call('iam', 'PutRolePolicy', { RoleName: 'second', PolicyName: 'AWSRevokeOlderSessions', PolicyDocument }))
    expect(await fates(old)).toEqual(denied(`arn:aws:sts::${home.id}:assumed-role/second/told`))
    expect(await fates(await assumed(user, role('second')))).toEqual(ALIVE)
  })

  it('on a user denies its sessions and those it issued, but not its key', async () => {
    const { user: own, federated } = (await sessionsOfEveryKind()) as { user: Signer; federated: Signer }
    const PolicyDocument = revokeOlder(await later())
    await ask(home.root, call('iam', 'PutUserPolicy', { UserName: 'owner', PolicyName: 'AWSRevokeOlderSessions', PolicyDocument }))
    for (const [session, arn] of [
      [own, 'arn:aws:iam::000000000000:user/owner'],
      [federated, 'arn:aws:sts::000000000000:federated-user/guest'],
    ] as const)
      expect(await fates(session)).toEqual([NOT_IN_IAM[0], NOT_IN_IAM[1], denied(arn)[2]])
    expect(await fates(user)).toEqual(ALIVE)
    await expectLiving(await sessionsOfEveryKind(), EVERY)
  })
})

describe('a deletion', () => {
  it('ends its sessions, even if it is created again: a role', async () => {
    const made = { trust: policy(trust(home.id)), policy: EVERYTHING }
    const session = await assumed(user, await makeRole(home, 'gone', made))
    expect(await fates(session)).toEqual(ALIVE)
    await ask(home.root, call('iam', 'DeleteRolePolicy', { RoleName: 'gone', PolicyName: 'own' }))
    await ask(home.root, call('iam', 'DeleteRole', { RoleName: 'gone' }))
    expect(await fates(session)).toEqual(ENDED)
    await makeRole(home, 'gone', made)
    expect(await fates(session)).toEqual(ENDED)
  })

  it('of a user ends its sessions and those it issued', async () => {
    const gone = await makeUser(home, 'gone', EVERYTHING)
    const own = signerLike(gone, keyOf(await ask(gone, call('sts', 'GetSessionToken'))))
    const guest = signerLike(gone, keyOf(await ask(gone, call('sts', 'GetFederationToken', { Name: 'guest', Policy: EVERYTHING }))))
    await ask(home.root, call('iam', 'DeleteAccessKey', { UserName: 'gone', AccessKeyId: gone.key.accessKeyId }))
    expect([await fates(own), await fates(guest)]).toEqual([NOT_IN_IAM, NOT_IN_IAM])
    await ask(home.root, call('iam', 'DeleteUserPolicy', { UserName: 'gone', PolicyName: 'own' }))
    await ask(home.root, call('iam', 'DeleteUser', { UserName: 'gone' }))
    expect([await fates(own), await fates(guest)]).toEqual([ENDED, ENDED])
    await makeUser(home, 'gone', EVERYTHING)
    expect([await fates(own), await fates(guest)]).toEqual([ENDED, ENDED])
  })
})
