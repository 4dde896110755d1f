import { describe, expect, it } from 'vitest'
import { organizationWorld, policyOf, requiredOf, scp, userOf } from '../../testing/organization.js'
import { root } from '../../testing/world.js'
import { EnableAWSServiceAccess } from './delegation/EnableAWSServiceAccess.js'
import { PutResourcePolicy } from './delegation/PutResourcePolicy.js'
import { RegisterDelegatedAdministrator } from './delegation/RegisterDelegatedAdministrator.js'
import { DescribeOrganizationalUnit } from './organizational-units/DescribeOrganizationalUnit.js'
import { EnablePolicyType } from './policies/EnablePolicyType.js'
import { DescribePolicy } from './policies/DescribePolicy.js'
import { TagResource } from './tags/TagResource.js'

const tags = { 'aws:ResourceTag/k': 'v' }

/** A unit with a tag, and a policy for resources. */
async function tagged() {
  const made = await organizationWorld()
  const { w, rootId, unit } = made
  await w.call(TagResource, { ResourceId: unit, Tags: [{ Key: 'k', Value: 'v' }] })
  await w.call(EnablePolicyType, { RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' })
  const PolicyId = await policyOf(w, scp({ Principal: '*', Action: 's3:*' }), { type: 'RESOURCE_CONTROL_POLICY' })
  return { ...made, PolicyId }
}

describe('what a request names', () => {
  it('has its tags and its type for the management account and delegated administrators, and for no other member', async () => {
    const { w, unit, member, admin, PolicyId, arnOf } = await tagged()
    const asked = () =>
      [root, admin].map((caller) => [
        ...requiredOf(w, caller)(DescribeOrganizationalUnit, { OrganizationalUnitId: unit }),
        ...requiredOf(w, caller)(DescribePolicy, { PolicyId }),
      ])
    const [ou, policy] = ['organizations:DescribeOrganizationalUnit', 'organizations:DescribePolicy']
    const all = [
      [ou, arnOf('ou', unit), tags],
      [policy, arnOf('policy', `resource_control_policy/${PolicyId}`), { 'organizations:PolicyType': 'RESOURCE_CONTROL_POLICY' }],
    ]
    const named = [
      [ou, arnOf('ou', unit)],
      [policy, arnOf('policy', `service_control_policy/${PolicyId}`), { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' }],
    ]
    expect(asked()).toEqual([all, named])
    await w.call(EnableAWSServiceAccess, { ServicePrincipal: 'ram.amazonaws.com' })
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ServicePrincipal: 'ram.amazonaws.com' })
    expect(asked()).toEqual([all, all])
  })

  it('is not told to a member by a Deny of its own', async () => {
    const { w, unit, member } = await tagged()
    const statement = { Action: 'organizations:*', Condition: { StringEqualsIfExists: { 'aws:ResourceTag/k': 'other' } } }
    const prying = await userOf(w, member, { name: 'prying', statement })
    const place = { code: 'AccessDeniedException', message: "You don't have permissions to access this resource." }
    for (const OrganizationalUnitId of [unit, 'ou-none-aaaaaaaa'])
      expect(await w.refusal(DescribeOrganizationalUnit, { OrganizationalUnitId }, prying)).toEqual(place)
  })

  it('has its tags where the resource policy decides, so that a Deny on them applies', async () => {
    const { w, unit, member, admin } = await tagged()
    const delegating = (Effect: string, over: object) => ({
      ...{ Effect, Principal: { AWS: member }, Action: 'organizations:DescribeOrganizationalUnit', Resource: '*', ...over },
    })
    const put = (...more: object[]) =>
      w.call(PutResourcePolicy, { Content: JSON.stringify({ Version: '2012-10-17', Statement: [delegating('Allow', {}), ...more] }) })
    const describe = () => w.attempt(DescribeOrganizationalUnit, { OrganizationalUnitId: unit }, admin)
    await put()
    expect('output' in (await describe())).toBe(true)
    await put(delegating('Deny', { Condition: { StringEquals: tags } }))
    expect('output' in (await describe())).toBe(false)
  })
})
