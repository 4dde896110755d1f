import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { ListUsers } from '../../services/iam/users/ListUsers.js'
import { MoveAccount } from '../../services/organizations/accounts/MoveAccount.js'
import { AttachPolicy } from '../../services/organizations/policies/AttachPolicy.js'
import { DetachPolicy } from '../../services/organizations/policies/DetachPolicy.js'
import { DisablePolicyType } from '../../services/organizations/policies/DisablePolicyType.js'
import { EnablePolicyType } from '../../services/organizations/policies/EnablePolicyType.js'
import { UpdatePolicy } from '../../services/organizations/policies/UpdatePolicy.js'
import { AssumeRole } from '../../services/sts/AssumeRole.js'
import { GetCallerIdentity } from '../../services/sts/GetCallerIdentity.js'
import { memberAccount, organizationWorld, policyOf, rootOf, scp, sessionOf, unitOf, userOf } from '../organization.js'
import { root, type World } from '../world.js'

const SCP = 'SERVICE_CONTROL_POLICY'
const FULL = 'p-FullAWSAccess'
const DENY_LIST = scp({ Action: 'iam:ListUsers', Sid: 'NoLists' })
const refusal = (w: World, caller: Caller) => w.refusal(ListUsers, {}, caller)
const lists = async (w: World, caller: Caller) => 'output' in (await w.attempt(ListUsers, {}, caller))

describe('service control policies', () => {
  it('deny the administrators and the root user of member accounts, and nobody of the management account', async () => {
    const { w, rootId, member, admin } = await organizationWorld()
    expect([await lists(w, admin), await lists(w, rootOf(member)), await lists(w, root)]).toEqual([true, true, true])
    await policyOf(w, DENY_LIST, { at: rootId })
    expect([await lists(w, admin), await lists(w, rootOf(member)), await lists(w, root)]).toEqual([false, false, true])
  })

  it('are named by a refusal, with their ARN within the organization', async () => {
    const { w, unit, rootId, member, admin, arnOf } = await organizationWorld()
    const id = await policyOf(w, DENY_LIST, { at: rootId })
    const sentence = `User: ${admin.arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${member}:user/`
    expect(await refusal(w, admin)).toEqual({
      code: 'AccessDenied',
      message: `${sentence} with an explicit deny in a service control policy: ${arnOf('policy', `service_control_policy/${id}`)}`,
    })
    await w.call(DetachPolicy, { PolicyId: id, TargetId: rootId })
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    await policyOf(w, scp({ Effect: 'Allow', Action: 's3:*' }), { at: unit, name: 'only-s3' })
    await w.call(DetachPolicy, { PolicyId: FULL, TargetId: unit })
    expect(await refusal(w, admin)).toEqual({
      code: 'AccessDenied',
      message: `${sentence} because no service control policy allows the iam:ListUsers action`,
    })
  })

  it.each(['root', 'unit', 'inner unit', 'account'] as const)('must allow at every level: %s', async (level) => {
    const { w, rootId, unit, member, admin } = await organizationWorld()
    const inner = await unitOf(w, unit, 'Inner')
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: inner })
    const at = { root: rootId, unit, 'inner unit': inner, account: member }[level]
    const other = await policyOf(w, scp({ Effect: 'Allow', Action: 's3:*' }), { at })
    expect(await lists(w, admin)).toBe(true)
    await w.call(DetachPolicy, { PolicyId: FULL, TargetId: at })
    expect([await lists(w, admin), await lists(w, rootOf(member)), await lists(w, root)]).toEqual([false, false, true])
    await w.call(UpdatePolicy, { PolicyId: other, Content: scp({ Effect: 'Allow', NotAction: 's3:*' }) })
    expect(await lists(w, admin)).toBe(true)
    await w.call(UpdatePolicy, { PolicyId: other, Content: DENY_LIST })
    await w.call(AttachPolicy, { PolicyId: FULL, TargetId: at })
    expect(await lists(w, admin)).toBe(false)
  })

  it('apply from the next request on after a move, and no longer where the account was', async () => {
    const { w, rootId, unit, member, admin } = await organizationWorld()
    await policyOf(w, DENY_LIST, { at: unit })
    const move = (from: string, to: string) => w.call(MoveAccount, { AccountId: member, SourceParentId: from, DestinationParentId: to })
    expect(await lists(w, admin)).toBe(true)
    await move(rootId, unit)
    expect(await lists(w, admin)).toBe(false)
    await move(unit, rootId)
    expect(await lists(w, admin)).toBe(true)
  })

  it('stop when their type is disabled, and begin again without what was attached when it is enabled', async () => {
    const { w, rootId, admin } = await organizationWorld()
    await policyOf(w, DENY_LIST, { at: rootId })
    await w.call(DisablePolicyType, { RootId: rootId, PolicyType: SCP })
    expect(await lists(w, admin)).toBe(true)
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: SCP })
    expect(await lists(w, admin)).toBe(true)
  })

  it('grant nothing themselves', async () => {
    const { w, member } = await organizationWorld()
    const nobody = await userOf(w, member, { name: 'nobody' })
    expect((await refusal(w, nobody)).message).toMatch(/because no identity-based policy allows the iam:ListUsers action$/)
  })

  it('see the condition keys of the request and of the organization', async () => {
    const { w, id, rootId, unit, member, admin } = await organizationWorld()
    const key = (name: string, value: string) => scp({ Action: 'iam:ListUsers', Condition: { StringEquals: { [name]: value } } })
    const policy = await policyOf(w, DENY_LIST, { at: rootId })
    const denies = async (Content: string) => {
      await w.call(UpdatePolicy, { PolicyId: policy, Content })
      return !(await lists(w, admin))
    }
    const path = `${id}/${rootId}/`
    expect(await denies(key('aws:PrincipalOrgID', id))).toBe(true)
    expect(await denies(key('aws:PrincipalOrgID', 'o-other'))).toBe(false)
    expect(await denies(key('aws:ResourceOrgID', id))).toBe(true)
    const paths = (name: string, value: string) =>
      scp({ Action: 'iam:ListUsers', Condition: { 'ForAnyValue:StringEquals': { [name]: value } } })
    expect(await denies(paths('aws:PrincipalOrgPaths', path))).toBe(true)
    expect(await denies(paths('aws:ResourceOrgPaths', path))).toBe(true)
    await w.call(MoveAccount, { AccountId: member, SourceParentId: rootId, DestinationParentId: unit })
    expect(await denies(paths('aws:PrincipalOrgPaths', path))).toBe(false)
    expect(await denies(paths('aws:PrincipalOrgPaths', `${path}${unit}/`))).toBe(true)
  })

  it('leave out roles that may bypass them, and services that a NotAction exempts', async () => {
    const { w, rootId, member, admin } = await organizationWorld()
    const other = sessionOf(w, member, 'OrganizationAccountAccessRole')
    await policyOf(
      w,
      scp({
        NotAction: ['iam:*', 'organizations:*'],
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
          ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Bypass' },
        },
      }),
      { at: rootId },
    )
    expect(await lists(w, admin)).toBe(true)
    const assume = { RoleArn: `arn:aws:iam::${member}:role/none`, RoleSessionName: 's' }
    const at = (region: string) => w.at({ region, kind: 'custom' })
    expect((await at('us-west-2').refusal(AssumeRole, assume, other)).message).toMatch(/with an explicit deny in a service control policy/)
    expect((await at('eu-west-1').refusal(AssumeRole, assume, other)).message).toMatch(/none$/)
  })

  it('do not bind service-linked roles', async () => {
    const { w, rootId, member } = await organizationWorld()
    const linked = sessionOf(w, member, 'AWSServiceRoleForOrganizations')
    expect((await refusal(w, linked)).message).toMatch(/no identity-based policy allows/)
    await policyOf(w, DENY_LIST, { at: rootId })
    expect((await refusal(w, linked)).message).toMatch(/no identity-based policy allows/)
  })

  it('let everyone ask who they are', async () => {
    const { w, rootId, admin } = await organizationWorld()
    await policyOf(w, scp({}), { at: rootId })
    expect(await w.call(GetCallerIdentity, {}, admin)).toMatchObject({ Arn: admin.arn })
  })

  it('compile each policy once, however many accounts it applies to', async () => {
    const { w, rootId, admin } = await organizationWorld()
    await policyOf(w, scp({ Action: 'sqs:*' }), { at: rootId })
    await lists(w, admin)
    const other = await memberAccount(w, 'other')
    await lists(w, sessionOf(w, other, 'OrganizationAccountAccessRole'))
    const before = w.access.documents.compilations
    await lists(w, rootOf(other))
    await lists(w, admin)
    expect(w.access.documents.compilations).toBe(before)
  })
})
