import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { world } from '../../../testing/world.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetAccountSummary } from './GetAccountSummary.js'

const document = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...more } })
const POLICY = document({ Action: 's3:GetObject', Resource: '*' })
const TRUST = document({ Action: 'sts:AssumeRole', Principal: { AWS: '000000000000' } })

const KINDS: readonly (readonly [quota: string, Operation, (name: string) => object])[] = [
  ['GroupsPerAccount', CreateGroup, (GroupName) => ({ GroupName })],
  ['InstanceProfilesPerAccount', CreateInstanceProfile, (InstanceProfileName) => ({ InstanceProfileName })],
  ['PoliciesPerAccount', CreatePolicy, (PolicyName) => ({ PolicyName, PolicyDocument: POLICY })],
  ['RolesPerAccount', CreateRole, (RoleName) => ({ RoleName, AssumeRolePolicyDocument: TRUST })],
  ['UsersPerAccount', CreateUser, (UserName) => ({ UserName })],
]

/** A world whose accounts may have two of each kind. */
const small = async () => world({ quotas: Object.fromEntries(KINDS.map(([quota]) => [quota, 2])) })

describe('an account that has as many as it may have', () => {
  it.each(KINDS)('gets no more: %s', async (quota, operation, input) => {
    const here = await small()
    await here.call(operation, input('a'))
    await here.call(operation, input('b'))
    const refusal = { code: 'LimitExceeded', message: `Cannot exceed quota for ${quota}: 2` }
    expect(await here.refusal(operation, input('c'))).toEqual(refusal)
    expect(await here.refusal(operation, input('A'))).toMatchObject({ code: 'EntityAlreadyExists' })
  })

  it.each(KINDS)('gives the last place to one of many that ask for it at once: %s', async (_, operation, input) => {
    const here = await small()
    const outcomes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => here.attempt(operation, input(name))))
    expect(outcomes.filter((outcome) => 'output' in outcome)).toHaveLength(2)
  })

  it('reads its quotas in GetAccountSummary', async () => {
    const { SummaryMap } = await (await small()).call(GetAccountSummary, {})
    expect(SummaryMap).toMatchObject({ GroupsQuota: 2, InstanceProfilesQuota: 2, PoliciesQuota: 2, RolesQuota: 2, UsersQuota: 2 })
  })
})
