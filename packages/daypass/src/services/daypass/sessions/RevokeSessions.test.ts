import { describe, expect, it } from 'vitest'
import { issueSession } from '../../../credentials/issue.js'
import { OpenedSecrets } from '../../../credentials/long-term-secret.js'
import { resolveKey } from '../../../credentials/resolve.js'
import type { SessionClaims } from '../../../credentials/session-token.js'
import type { Reader } from '../../../directory/state.js'
import { federatedBy, roleSession, sessionTokenOf } from '../../../testing/callers.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateAccount } from '../accounts/CreateAccount.js'
import { RevokeSessions } from './RevokeSessions.js'

const HOUR = 3_600_000
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/admin/s`

/** An installation with a role and a user, and sessions of both, each with a name. */
async function setUp() {
  const here = await world()
  const [role, bob] = [await roleSession(here), await here.user('bob')]
  const resolver = { ring: here.ring, secrets: new OpenedSecrets() }
  const session = (claims: Partial<SessionClaims>, revision?: number) => {
    const base = { kind: 'role', account: ACCOUNT, principal: role.id, name: 's', issuedAt: here.clock.now() } as const
    const issued = here.read((state) =>
      issueSession(
        { ...here, state: revision === undefined ? state : at(state, revision) },
        { ...base, expiresAt: START + 48 * HOUR, ...claims },
      ),
    )
    const key = { accessKeyId: issued.AccessKeyId, sessionToken: issued.SessionToken }
    return () => {
      const resolved = here.read((state) => resolveKey(key, state, { resolver, now: here.clock.now() }))
      return 'unresolved' in resolved ? resolved.unresolved : 'lives'
    }
  }
  const ofUser = { kind: 'user', principal: bob.id, name: '' } as const
  const sessions = {
    role: session({}),
    'other name': session({ name: 'other' }),
    ana: session({ name: 'third', sourceIdentity: 'ana' }),
    user: session(ofUser),
    federated: session({ ...ofUser, kind: 'federated-user', name: 'guest' }),
    root: session({ kind: 'root', principal: '', name: '' }),
  }
  const alive = () => Object.entries(sessions).flatMap(([name, state]) => (state() === 'lives' ? [name] : []))
  return { here, session, sessions, alive }
}

/** The state as a request saw it that began earlier. */
const at = (state: Reader, revision: number): Reader => ({
  revision,
  get: (key) => state.get(key),
  getWithin: (key, range) => state.getWithin(key, range),
  count: (bounds) => state.count(bounds),
  revisionOf: (key) => state.revisionOf(key),
  range: (bounds) => state.range(bounds),
  rangeWithin: (bounds) => state.rangeWithin(bounds),
  derived: (name, derive) => state.derived(name, derive),
})

describe('RevokeSessions', () => {
  it.each<[string, object, string[]]>([
    ['of a role', { RoleName: 'admin' }, ['user', 'federated', 'root']],
    ['of a user, and those it issued to federated users', { UserName: 'bob' }, ['role', 'other name', 'ana', 'root']],
    ['with a name', { SessionArn: SESSION }, ['other name', 'ana', 'user', 'federated', 'root']],
    ['of a federated user', { SessionArn: `arn:aws:sts::${ACCOUNT}:federated-user/guest` }, ['role', 'other name', 'ana', 'user', 'root']],
    ['with a source identity', { SourceIdentity: 'ana' }, ['role', 'other name', 'user', 'federated', 'root']],
    [
      'that are old enough, in this case none',
      { IssuedBefore: new Date(START) },
      ['role', 'other name', 'ana', 'user', 'federated', 'root'],
    ],
  ])('ends the sessions %s, at their next use', async (_which, input, left) => {
    const { here, sessions, alive } = await setUp()
    expect(alive()).toEqual(Object.keys(sessions))
    await here.call(RevokeSessions, input)
    expect(alive()).toEqual(left)
  })

  it('does not end sessions that are issued later, not even of the same role and in the same millisecond', async () => {
    const { here, session, sessions } = await setUp()
    await here.call(RevokeSessions, { RoleName: 'admin' })
    expect([sessions.role(), session({})()]).toEqual(['revoked', 'lives'])
  })

  it('ends a session that was decided before it and issued after it', async () => {
    const { here, session } = await setUp()
    const early = here.read((state) => state.revision)
    await here.call(RevokeSessions, { SourceIdentity: 'ana' })
    here.clock.move(50)
    expect(session({ name: 'late', sourceIdentity: 'ana' }, early)()).toBe('revoked')
    expect(session({ name: 'late', sourceIdentity: 'ana' })()).toBe('lives')
  })

  it('has the same effect when the clock is changed', async () => {
    const { here, session, sessions } = await setUp()
    here.clock.move(HOUR)
    await here.call(RevokeSessions, { RoleName: 'admin' })
    here.clock.move(0)
    expect([sessions.role(), session({})()]).toEqual(['revoked', 'lives'])
  })

  it('spares sessions issued at or after the given time, and never undoes an earlier revocation', async () => {
    const { here, session } = await setUp()
    here.clock.move(HOUR)
    const later = session({})
    await here.call(RevokeSessions, { RoleName: 'admin', IssuedBefore: new Date(START + HOUR) })
    expect(later()).toBe('lives')
    await here.call(RevokeSessions, { RoleName: 'admin' })
    await here.call(RevokeSessions, { RoleName: 'admin', IssuedBefore: new Date(START) })
    expect(later()).toBe('revoked')
  })

  it('ends no session of another account', async () => {
    const { here, alive } = await setUp()
    const stranger = { ...root, account: '111122223333', arn: 'arn:aws:iam::111122223333:root', userId: '111122223333' }
    await here.call(RevokeSessions, { IssuedBefore: new Date(START) }, stranger)
    here.clock.move(1)
    await here.call(RevokeSessions, { IssuedBefore: new Date(START + 1) }, stranger)
    await here.call(RevokeSessions, { SourceIdentity: 'ana' }, stranger)
    expect(alive()).toHaveLength(6)
    expect(await here.refusal(RevokeSessions, { SessionArn: SESSION }, stranger)).toMatchObject({ code: 'ValidationError' })
    expect(await here.refusal(RevokeSessions, { RoleName: 'admin' }, stranger)).toMatchObject({ code: 'NoSuchEntity' })
  })

  it('keeps its records no longer than a session can live', async () => {
    const { here } = await setUp()
    await here.call(RevokeSessions, { SourceIdentity: 'ana' })
    here.clock.move(37 * HOUR)
    await here.call(RevokeSessions, { SourceIdentity: 'eve' })
    const kept = here.read((state) => state.range({ start: 'revocation/', end: 'revocation0', limit: 10 })).map(({ key }) => key)
    expect(kept).toEqual([`revocation/${ACCOUNT}/source-identity-now/eve`])
  })

  it.each<[string, object]>([
    ['up to now', { RoleName: 'admin' }],
    ['before a time', { RoleName: 'admin', IssuedBefore: new Date(START + 1) }],
  ])('lets nothing come back that was revoked %s when its record was removed by a clock that was ahead', async (_which, input) => {
    const { here, session, sessions } = await setUp()
    here.clock.move(1)
    await here.call(RevokeSessions, input)
    here.clock.move(40 * HOUR)
    await here.call(RevokeSessions, { SourceIdentity: 'eve' })
    here.clock.move(2)
    expect([sessions.role(), session({ issuedAt: START + 2 })()]).toEqual(['revoked', 'lives'])
    await here.call(RevokeSessions, { SourceIdentity: 'ana' })
    expect(sessions.role()).toBe('revoked')
  })

  it.each<[string, object, string]>([
    ['a role', { RoleName: 'admin' }, `arn:aws:iam::${ACCOUNT}:role/admin`],
    ['a user', { UserName: 'bob' }, `arn:aws:iam::${ACCOUNT}:user/bob`],
    ['a session', { SessionArn: SESSION }, SESSION],
    ['everything in the account', { SourceIdentity: 'ana' }, `arn:aws:iam::${ACCOUNT}:*`],
  ])('requires permission on %s', async (_what, input, resource) => {
    const { here } = await setUp()
    const { event } = await here.attempt(RevokeSessions, input)
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'daypass:RevokeSessions', resource, context: {} }])
  })

  it.each<[string, object, string]>([
    ['nothing named', {}, 'ValidationError'],
    ['two things named', { RoleName: 'admin', UserName: 'bob' }, 'ValidationError'],
    ['a time in the future', { RoleName: 'admin', IssuedBefore: new Date(START + HOUR) }, 'ValidationError'],
    ['an invalid session', { SessionArn: `arn:aws:iam::${ACCOUNT}:role/admin` }, 'ValidationError'],
    [
      'a session with a name that is too long',
      { SessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/${'s'.repeat(1900)}` },
      'ValidationError',
    ],
    ['a session of another account', { SessionArn: SESSION.replace(ACCOUNT, '111122223333') }, 'ValidationError'],
    ['a session without a name', { SessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin` }, 'ValidationError'],
    ['a role that does not exist', { RoleName: 'none' }, 'NoSuchEntity'],
    ['a user that does not exist', { UserName: 'none' }, 'NoSuchEntity'],
  ])('refuses %s', async (_what, input, code) => {
    const { here, alive } = await setUp()
    expect(await here.refusal(RevokeSessions, input)).toMatchObject({ code })
    expect(alive()).toHaveLength(6)
  })

  it('revokes again what was revoked longer ago than a session can live', async () => {
    const { here, session } = await setUp()
    await here.call(RevokeSessions, { RoleName: 'admin' })
    here.clock.move(40 * HOUR)
    const later = session({})
    await here.call(RevokeSessions, { RoleName: 'admin' })
    expect(later()).toBe('revoked')
  })

  it.each<[string, object]>([
    ['the name of a role in other letters', { RoleName: 'ADMIN' }],
    ['the name of a user in other letters', { UserName: 'BOB' }],
    ['a session of a role in other letters', { SessionArn: SESSION.replace('admin', 'Admin') }],
    ['a federated user with something behind it', { SessionArn: `arn:aws:sts::${ACCOUNT}:federated-user/guest/` }],
    ['a federated user of another partition', { SessionArn: `arn:aws-cn:sts::${ACCOUNT}:federated-user/guest` }],
    ['a federated user in a region', { SessionArn: `arn:aws:sts:us-east-1:${ACCOUNT}:federated-user/guest` }],
  ])('is denied by a policy on the ARN, however the request spells it: %s', async (_what, input) => {
    const { here, alive } = await setUp()
    const Resource = [
      `arn:aws:iam::${ACCOUNT}:role/admin`,
      `arn:aws:iam::${ACCOUNT}:user/bob`,
      `arn:aws:sts::${ACCOUNT}:assumed-role/admin/*`,
      `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
    ]
    const Statement = [
      { Effect: 'Allow', Action: 'daypass:*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource },
    ]
    const eve = await here.user('eve', { p: { Version: '2012-10-17', Statement } })
    expect(['AccessDenied', 'ValidationError']).toContain((await here.refusal(RevokeSessions, input, eve)).code)
    expect(alive()).toHaveLength(6)
  })

  it('ends every session that is old enough', async () => {
    const { here, alive } = await setUp()
    here.clock.move(1)
    await here.call(RevokeSessions, { IssuedBefore: new Date(START + 1) })
    expect(alive()).toEqual([])
  })

  it.each(['federated', 'session token'])('denies the credentials that IAM also denies: %s', async (kind) => {
    const { here } = await setUp()
    const admin = await here.user('admin', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } })
    const caller = kind === 'federated' ? federatedBy(admin) : sessionTokenOf(admin)
    expect(await here.refusal(RevokeSessions, { RoleName: 'admin' }, caller)).toMatchObject({ code: 'InvalidClientTokenId' })
    expect(await here.refusal(CreateAccount, { Name: 'x' }, caller)).toMatchObject({ code: 'InvalidClientTokenId' })
  })

  it('denies a user without the permission', async () => {
    const { here } = await setUp()
    expect(await here.refusal(RevokeSessions, { RoleName: 'admin' }, await here.user('eve'))).toMatchObject({ code: 'AccessDenied' })
  })
})
