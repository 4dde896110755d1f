import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../core/region.js'
import { openSession } from '../../../credentials/session-token.js'
import { changeAccountSettings } from '../../../directory/account/account-settings.js'
import { roles } from '../../../directory/iam/role.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { AssumeRole } from '../AssumeRole.js'
import { AssumeRoot } from '../AssumeRoot.js'
import { GetFederationToken } from '../GetFederationToken.js'
import { GetSessionToken } from '../GetSessionToken.js'

const OTHER = '111122223333'
const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const HONG_KONG: Endpoint = { region: 'ap-east-1', kind: 'custom' }

interface Output {
  readonly Credentials: { readonly AccessKeyId: string; readonly SessionToken: string }
}

const claimsOf = ({ ring, read }: World, { Credentials }: Output) =>
  read((state) => openSession({ token: Credentials.SessionToken, accessKeyId: Credentials.AccessKeyId, ring, state }))?.claims

/** A role that principals of both accounts may assume. */
async function roleIn(here: World, account: string) {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: [ACCOUNT, OTHER] }, Action: 'sts:AssumeRole' },
  })
  const base = { account, name: 'r', path: '/', createdAt: START, tags: {}, attachedPolicies: [], inlinePolicies: {} }
  await here.change((state) => roles.put(state, { ...base, id: `AROA${account}AAAAA`, trust, maxSessionDuration: 3600 }))
  return { RoleArn: `arn:aws:iam::${account}:role/r`, RoleSessionName: 's3' }
}

describe('the version of a token', () => {
  it.each<[string, 1 | 2 | undefined, Endpoint, 1 | 2]>([
    ['the global endpoint, by default', undefined, { region: 'us-east-1', kind: 'global' }, 2],
    ['a custom address, by default', undefined, { region: 'us-east-1', kind: 'custom' }, 2],
    ['the global endpoint, version 2 chosen', 2, { region: 'us-east-1', kind: 'global' }, 2],
    ['the global endpoint, version 1 chosen', 1, { region: 'us-east-1', kind: 'global' }, 1],
    ['a custom address signed for us-east-1, version 1 chosen', 1, { region: 'us-east-1', kind: 'custom' }, 1],
    ['a custom address signed for another region, version 1 chosen', 1, { region: 'eu-west-1', kind: 'custom' }, 2],
    ['the regional endpoint of us-east-1, version 1 chosen', 1, { region: 'us-east-1', kind: 'regional' }, 2],
  ])('%s', async (_what, globalTokenVersion, endpoint, expected) => {
    const here = await world()
    if (globalTokenVersion !== undefined) await here.change((state) => changeAccountSettings(state, ACCOUNT, { globalTokenVersion }))
    const output = (await here.at(endpoint).call(GetSessionToken, {})) as unknown as Output
    expect(claimsOf(here, output)).toMatchObject({ tokenVersion: expected, region: endpoint.region })
  })

  it('is what the account of the role has chosen, not the account of the caller', async () => {
    const here = await world()
    const user = await here.user('bob', { all: everything })
    await here.change((state) => changeAccountSettings(state, OTHER, { globalTokenVersion: 1 }))
    for (const [account, expected] of [
      [ACCOUNT, 2],
      [OTHER, 1],
    ] as const) {
      const output = (await here.call(AssumeRole, await roleIn(here, account), user)) as unknown as Output
      expect(claimsOf(here, output)).toMatchObject({ account, tokenVersion: expected })
    }
  })
})

describe('a region that an account has disabled', () => {
  const disabled = (account: string) => ({
    code: 'RegionDisabledException',
    message: `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`,
  })
  const invalid = { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid' }

  it.each<[string, readonly string[], string, object | undefined]>([
    ['nobody', [], OTHER, undefined],
    ['the account of the role', [OTHER], OTHER, disabled(OTHER)],
    ['the account of the caller', [ACCOUNT], OTHER, invalid],
    ['both', [ACCOUNT, OTHER], OTHER, disabled(OTHER)],
    ['the account of caller and role', [ACCOUNT], ACCOUNT, disabled(ACCOUNT)],
    ['another account', [OTHER], ACCOUNT, undefined],
  ])('disabled by %s: AssumeRole', async (_who, accounts, owner, refusal) => {
    const here = await world()
    const user = await here.user('bob', { all: everything })
    const input = await roleIn(here, owner)
    for (const account of accounts) await here.change((state) => changeAccountSettings(state, account, { disabledRegions: ['ap-east-1'] }))
    if (refusal === undefined) expect(await here.at(HONG_KONG).call(AssumeRole, input, user)).toHaveProperty('Credentials')
    else expect(await here.at(HONG_KONG).refusal(AssumeRole, input, user)).toEqual(refusal)
    expect(await here.call(AssumeRole, input, user)).toHaveProperty('Credentials')
  })

  it('also gives no session and no federated user', async () => {
    const here = await world()
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['ap-east-1'] }))
    expect(await here.at(HONG_KONG).refusal(GetSessionToken, {})).toEqual(disabled(ACCOUNT))
    expect(await here.at(HONG_KONG).refusal(GetFederationToken, { Name: 'guest' })).toEqual(disabled(ACCOUNT))
    expect(await here.call(GetFederationToken, { Name: 'guest' })).toHaveProperty('Credentials')
  })
})

describe('the global endpoint', () => {
  it('is refused to AssumeRoot, a custom address is not', async () => {
    const here = await world()
    const input = { TargetPrincipal: ACCOUNT, TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' } }
    const caller = await roleSession(here)
    expect(await here.at({ region: 'us-east-1', kind: 'global' }).refusal(AssumeRoot, input, caller)).toEqual({
      code: 'InvalidAction',
      message: 'AssumeRoot is not available at the global endpoint. Send it to the endpoint of a region.',
    })
    expect(await here.refusal(AssumeRoot, input, caller)).toMatchObject({ code: 'AccessDenied' })
  })
})
