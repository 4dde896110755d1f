import { describe, expect, it } from 'vitest'
import { changeAccountSettings } from '../directory/account/account-settings.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { type RoleRecord, roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { s3 } from '../testing/made-service.js'
import { ACCOUNT, START, type World, world } from '../testing/world.js'
import { requireCurrent } from './authenticate.js'
import { issueSession } from './issue.js'
import { OpenedSecrets, sealSecret } from './long-term-secret.js'
import { type AccessKeyCredentials, resolveKey } from './resolve.js'

const KEY = 'AKIAQAAAAAAAAAAAAAAA'

async function setUp() {
  const here = await world()
  const bob = await here.user('bob')
  const { ring, ids } = here
  await here.change((state) => {
    accessKeys.put(state, {
      id: KEY,
      account: ACCOUNT,
      userId: bob.id,
      status: 'Active',
      createdAt: START,
      secret: sealSecret({ id: KEY, secret: 'the secret of bob', ring, state, ids }),
    })
    roles.put(state, role('AROAQAAAAAAAAAAAAAAAA'))
  })
  const resolver = { ring, secrets: new OpenedSecrets() }
  const resolve = (presented: AccessKeyCredentials, now = START) => here.read((state) => resolveKey(presented, state, { resolver, now }))
  return { here, bob, resolve }
}

const role = (id: string): RoleRecord => ({
  account: ACCOUNT,
  name: 'reader',
  path: '/team/',
  id,
  createdAt: START,
  tags: {},
  inlinePolicies: {},
  attachedPolicies: [],
  trust: '{}',
  maxSessionDuration: 3600,
})

function issue({ ring, ids, read }: World, over: object = {}) {
  const claims = {
    kind: 'role',
    account: ACCOUNT,
    principal: 'AROAQAAAAAAAAAAAAAAAA',
    name: 's',
    issuedAt: START,
    expiresAt: START + 60_000,
    ...over,
  } as const
  const { AccessKeyId, SessionToken } = read((state) => issueSession({ ring, ids, state }, claims))
  return { accessKeyId: AccessKeyId, sessionToken: SessionToken }
}

describe('resolveKey', () => {
  it('resolves a long-term key to its user and its secret', async () => {
    const { resolve, bob } = await setUp()
    const resolved = resolve({ accessKeyId: KEY })
    expect(resolved).toMatchObject({
      caller: { kind: 'user', arn: bob.arn, userId: bob.id, name: 'bob', accessKeyId: KEY },
      expired: false,
    })
    expect('secret' in resolved && resolved.secret.export().toString()).toBe('the secret of bob')
  })

  it('resolves a session to its role, whose path is not in the session ARN', async () => {
    const { here, resolve } = await setUp()
    expect(resolve(issue(here))).toMatchObject({
      caller: {
        kind: 'role',
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/s`,
        roleArn: `arn:aws:iam::${ACCOUNT}:role/team/reader`,
        userId: 'AROAQAAAAAAAAAAAAAAAA:s',
      },
      expired: false,
    })
  })

  it('lets a session expire exactly at its expiry time', async () => {
    const { here, resolve } = await setUp()
    const key = issue(here)
    expect(resolve(key, START + 59_999)).toMatchObject({ expired: false })
    expect(resolve(key, START + 60_000)).toMatchObject({ expired: true })
  })

  it('rejects a key that is unknown, inactive, or whose user was deleted, from the next revision on', async () => {
    const { here, resolve } = await setUp()
    expect(resolve({ accessKeyId: 'AKIAQAAAAAAAAAAAAAAB' })).toEqual({ unresolved: 'unknown-key' })
    expect(resolve({ accessKeyId: KEY })).toHaveProperty('caller')
    await here.change((state) => users.delete(state, users.get(state, ACCOUNT, 'bob')!))
    expect(resolve({ accessKeyId: KEY })).toEqual({ unresolved: 'unknown-key' })
    await here.change((state) => accessKeys.delete(state, accessKeys.get(state, KEY)!))
    expect(resolve({ accessKeyId: KEY })).toEqual({ unresolved: 'unknown-key' })
  })

  it('rejects a token with another key, a long-term key with a token, and a temporary key without one', async () => {
    const { here, resolve } = await setUp()
    const [one, two] = [issue(here), issue(here)]
    expect(resolve({ accessKeyId: one.accessKeyId, sessionToken: two.sessionToken })).toEqual({ unresolved: 'bad-token' })
    expect(resolve({ accessKeyId: KEY, sessionToken: one.sessionToken })).toEqual({ unresolved: 'bad-token' })
    expect(resolve({ accessKeyId: one.accessKeyId })).toEqual({ unresolved: 'unknown-key' })
    expect(resolve({ accessKeyId: one.accessKeyId, sessionToken: '' })).toEqual({ unresolved: 'bad-token' })
  })

  it('ends the sessions of a deleted role, even when a role of the same name is created again', async () => {
    const { here, resolve } = await setUp()
    const key = issue(here)
    await here.change((state) => roles.delete(state, roles.get(state, ACCOUNT, 'reader')!))
    expect(resolve(key)).toEqual({ unresolved: 'bad-token' })
    await here.change((state) => roles.put(state, role('AROAQAAAAAAAAAAAAAAAB')))
    expect(resolve(key)).toEqual({ unresolved: 'bad-token' })
  })

  it('rejects a session from the future, such as one issued while the clock was moved ahead', async () => {
    const { here, resolve } = await setUp()
    const key = issue(here, { issuedAt: START + 600_000, expiresAt: START + 4_200_000 })
    expect(resolve(key)).toEqual({ unresolved: 'bad-token' })
    expect(resolve(key, START + 600_000)).toHaveProperty('caller')
  })

  it('is repeated when a request takes long: a key deactivated or deleted meanwhile is rejected, and so is any key in a region disabled meanwhile', async () => {
    const { here, resolve } = await setUp()
    const resolved = resolve({ accessKeyId: KEY })
    const { caller } = resolved as Extract<typeof resolved, { caller: object }>
    const check = (region = 'us-east-1') => here.read((state) => requireCurrent(s3, { caller, region }, state))
    expect(check).not.toThrow()
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['ap-east-1'] }))
    expect(() => check('ap-east-1')).toThrow('does not exist in our records')
    expect(check).not.toThrow()
    await here.change((state) => accessKeys.put(state, { ...accessKeys.get(state, KEY)!, status: 'Inactive' }))
    expect(check).toThrow('does not exist in our records')
    await here.change((state) => accessKeys.delete(state, accessKeys.get(state, KEY)!))
    expect(check).toThrow('does not exist in our records')
  })
})
