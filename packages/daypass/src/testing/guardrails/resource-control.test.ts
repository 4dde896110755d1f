import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { CreateRole } from '../../services/iam/roles/CreateRole.js'
import { DetachPolicy } from '../../services/organizations/policies/DetachPolicy.js'
import { EnablePolicyType } from '../../services/organizations/policies/EnablePolicyType.js'
import { CreateBucket } from '../../services/s3/buckets/CreateBucket.js'
import { HeadBucket } from '../../services/s3/buckets/HeadBucket.js'
import { AssumeRole } from '../../services/sts/AssumeRole.js'
import { organizationWorld, policyOf, rootOf, scp, sessionOf, standaloneAccount, userOf } from '../organization.js'
import { ACCOUNT, root, type World } from '../world.js'

const TYPE = 'RESOURCE_CONTROL_POLICY'
const OUTSIDE = '999999999999'
const rcp = (over: object) => scp({ Principal: '*', ...over })
const trusting = (...AWS: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' } })

/** A member with a role that trusts the management account and one outside, and who tries to assume it. */
async function shared() {
  const made = await organizationWorld()
  const { w, rootId, member, admin } = made
  await standaloneAccount(w, OUTSIDE)
  await w.call(CreateRole, { RoleName: 'shared', AssumeRolePolicyDocument: trusting(ACCOUNT, OUTSIDE, member) }, admin)
  const may = { Action: '*' }
  const stranger = await userOf(w, OUTSIDE, { name: 'stranger', statement: may })
  const colleague = await userOf(w, ACCOUNT, { name: 'colleague', statement: may })
  await w.call(EnablePolicyType, { RootId: rootId, PolicyType: TYPE })
  return { ...made, stranger, colleague, RoleArn: `arn:aws:iam::${member}:role/shared` }
}

const assumes = async (w: World, RoleArn: string, caller: Caller) =>
  'output' in (await w.attempt(AssumeRole, { RoleArn, RoleSessionName: 's' }, caller))

describe('resource control policies', () => {
  it('keep accounts outside of the organization off what its members have, whatever the resource itself allows', async () => {
    const { w, id, rootId, stranger, colleague, RoleArn } = await shared()
    expect([await assumes(w, RoleArn, stranger), await assumes(w, RoleArn, colleague)]).toEqual([true, true])
    const outside = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': id } }
    const policy = await policyOf(w, rcp({ Action: 'sts:AssumeRole', Condition: outside }), { at: rootId, type: TYPE })
    expect([await assumes(w, RoleArn, stranger), await assumes(w, RoleArn, colleague)]).toEqual([false, true])
    await w.call(DetachPolicy, { PolicyId: policy, TargetId: rootId })
    expect(await assumes(w, RoleArn, stranger)).toBe(true)
  })

  it.each(['root', 'account'] as const)('deny from every level: %s', async (level) => {
    const { w, rootId, member, colleague, RoleArn } = await shared()
    await policyOf(w, rcp({ Action: 'sts:*' }), { at: level === 'root' ? rootId : member, type: TYPE })
    expect(await assumes(w, RoleArn, colleague)).toBe(false)
  })

  it('do not tell a caller of another account what denied', async () => {
    const { w, rootId, stranger, RoleArn } = await shared()
    await policyOf(w, rcp({ Action: 'sts:AssumeRole' }), { at: rootId, type: TYPE })
    expect(await w.refusal(AssumeRole, { RoleArn, RoleSessionName: 's' }, stranger)).toEqual({
      code: 'AccessDenied',
      message: `User: ${stranger.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    })
  })

  it('bind the administrators and the root user of the account itself, and not what the management account has', async () => {
    const { w, rootId, member, admin } = await shared()
    await w.call(CreateBucket, { Bucket: 'members' }, admin)
    await w.call(CreateBucket, { Bucket: 'managed' }, root)
    await policyOf(w, rcp({ Action: 's3:ListBucket' }), { at: rootId, type: TYPE })
    const sees = async (Bucket: string, caller: Caller) => 'output' in (await w.attempt(HeadBucket, { Bucket }, caller))
    expect([await sees('members', admin), await sees('members', rootOf(member)), await sees('managed', root)]).toEqual([false, false, true])
  })

  it('do not bind service-linked roles', async () => {
    const { w, rootId, member, RoleArn } = await shared()
    await policyOf(w, rcp({ Action: 'sts:AssumeRole' }), { at: rootId, type: TYPE })
    const linked = sessionOf(w, member, 'AWSServiceRoleForOrganizations')
    const { decision } = (await w.attempt(AssumeRole, { RoleArn, RoleSessionName: 's' }, linked)).event.questions[0] ?? {}
    expect([decision?.outcome, decision?.decidedBy]).toEqual(['implicitDeny', 'identity'])
  })
})
