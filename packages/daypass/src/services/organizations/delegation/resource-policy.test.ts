import { describe, expect, it } from 'vitest'
import { organizationWorld, policyOf, required, scp, userOf } from '../../../testing/organization.js'
import { ACCOUNT } from '../../../testing/world.js'
import { AttachPolicy } from '../policies/AttachPolicy.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { ListAccounts } from '../accounts/ListAccounts.js'
import { TagResource } from '../tags/TagResource.js'
import { UpdatePolicy } from '../policies/UpdatePolicy.js'
import { DeleteResourcePolicy } from './DeleteResourcePolicy.js'
import { DescribeResourcePolicy } from './DescribeResourcePolicy.js'
import { PutResourcePolicy } from './PutResourcePolicy.js'

const delegating = (over: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'organizations:CreatePolicy', Resource: '*', ...over } })
const PLACE = { code: 'AccessDeniedException', message: "You don't have permissions to access this resource." }
const NEW = { Type: 'SERVICE_CONTROL_POLICY', Name: 'n', Description: '', Content: scp({}) } as const

describe('the resource policy of an organization', () => {
  it('is put, described, changed and deleted', async () => {
    const { w, member, arnOf } = await organizationWorld()
    const Content = delegating({ Principal: { AWS: member } })
    const { ResourcePolicy } = await w.call(PutResourcePolicy, { Content })
    const Id = ResourcePolicy?.ResourcePolicySummary?.Id ?? ''
    expect(ResourcePolicy).toEqual({
      ResourcePolicySummary: { Id: expect.stringMatching(/^rp-\w{8}$/), Arn: arnOf('resourcepolicy', Id) },
      Content,
    })
    expect(await w.call(DescribeResourcePolicy, {})).toEqual({ ResourcePolicy })
    const other = delegating({ Principal: { AWS: `arn:aws:iam::${member}:root` } })
    expect((await w.call(PutResourcePolicy, { Content: other })).ResourcePolicy?.ResourcePolicySummary?.Id).toBe(Id)
    await w.call(DeleteResourcePolicy, {})
    for (const operation of [DescribeResourcePolicy, DeleteResourcePolicy])
      expect(await w.refusal(operation, {})).toMatchObject({ code: 'ResourcePolicyNotFoundException' })
  })

  it('lets a member do what it allows, where the member allows it too, and nothing else', async () => {
    const { w, member, admin } = await organizationWorld()
    const AWS = `arn:aws:iam::${member}:root`
    expect(await w.refusal(CreatePolicy, NEW, admin)).toEqual(PLACE)
    await w.call(PutResourcePolicy, { Content: delegating({ Principal: { AWS } }) })
    const made = await w.call(CreatePolicy, NEW, admin)
    expect(await w.refusal(DeletePolicy, { PolicyId: made.Policy?.PolicySummary?.Id ?? '' }, admin)).toEqual(PLACE)
    expect(await w.refusal(ListAccounts, {}, admin)).toEqual(PLACE)
    const nobody = await userOf(w, member, { name: 'nobody' })
    expect(await w.refusal(CreatePolicy, NEW, nobody)).toMatchObject({ code: 'AccessDenied' })
    await w.call(DeleteResourcePolicy, {})
    expect(await w.refusal(CreatePolicy, { ...NEW, Name: 'm' }, admin)).toEqual(PLACE)
  })

  it('allows by resource and by condition', async () => {
    const { w, unit, rootId, member, admin, arnOf } = await organizationWorld()
    const PolicyId = await policyOf(w, scp({ Action: 'sqs:*' }))
    const Action = 'organizations:AttachPolicy'
    const Condition = { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } }
    const Resource = [arnOf('policy', '*'), arnOf('ou', unit)]
    await w.call(PutResourcePolicy, { Content: delegating({ Principal: { AWS: member }, Action, Resource, Condition }) })
    expect(await w.refusal(AttachPolicy, { PolicyId, TargetId: rootId }, admin)).toEqual(PLACE)
    await w.call(AttachPolicy, { PolicyId, TargetId: unit }, admin)
  })

  it.each([
    ['the type of policy', { Condition: { StringEquals: { 'organizations:PolicyType': 'RESOURCE_CONTROL_POLICY' } } }],
    ['the ARN of its type', { Resource: `arn:aws:organizations::${ACCOUNT}:policy/*/resource_control_policy/*` }],
    ['its tags', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }],
  ])('delegates to who may by its own policies, by %s', async (_what, over) => {
    const { w, member } = await organizationWorld()
    const document = { type: 'RESOURCE_CONTROL_POLICY' } as const
    const PolicyId = await policyOf(w, scp({ Action: 's3:*', Principal: '*' }), document)
    await w.call(TagResource, { ResourceId: PolicyId, Tags: [{ Key: 'team', Value: 'a' }] })
    const Action = 'organizations:UpdatePolicy'
    await w.call(PutResourcePolicy, { Content: delegating({ Principal: { AWS: member }, Action }) })
    const ann = await userOf(w, member, { name: 'ann', statement: { Action, ...over } })
    await w.call(UpdatePolicy, { PolicyId, Description: 'changed' }, ann)
    const other = await policyOf(w, scp({ Action: 'sqs:*' }), { name: 'other' })
    expect(await w.refusal(UpdatePolicy, { PolicyId: other, Description: 'changed' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each<[string, string]>([
    ['no policy', 'x'],
    ['everyone', delegating({ Principal: '*' })],
    ['the management account', delegating({ Principal: { AWS: ACCOUNT } })],
    ['an account outside', delegating({ Principal: { AWS: '123456789012' } })],
    ['a user, whose name may be given to another', delegating({ Principal: { AWS: 'arn:aws:iam::MEMBER:user/ann' } })],
    ['all but some', delegating({ NotPrincipal: { AWS: 'MEMBER' } })],
    ['a service', delegating({ Principal: { Service: 'ec2.amazonaws.com' } })],
    ['what only the management account may do', delegating({ Principal: { AWS: 'MEMBER' }, Action: 'organizations:CreateAccount' })],
    ['actions with a wildcard', delegating({ Principal: { AWS: 'MEMBER' }, Action: 'organizations:*' })],
    ['actions of another service', delegating({ Principal: { AWS: 'MEMBER' }, Action: 'iam:CreateUser' })],
    ['actions by exception', delegating({ Principal: { AWS: 'MEMBER' }, Action: undefined, NotAction: 'organizations:CreatePolicy' })],
  ])('is refused for %s', async (_what, text) => {
    const { w, member } = await organizationWorld()
    const Content = text.replaceAll('MEMBER', member)
    expect(await w.refusal(PutResourcePolicy, { Content })).toMatchObject({ code: 'InvalidInputException' })
  })

  it('has at most 40,000 characters', async () => {
    const { w, member } = await organizationWorld()
    const Content = delegating({ Principal: { AWS: member } }) + ' '.repeat(40_000)
    expect(await w.refusal(PutResourcePolicy, { Content })).toMatchObject({ code: 'ConstraintViolationException' })
  })

  it('requires permission on everything', async () => {
    const { w } = await organizationWorld()
    for (const [operation, action] of [
      [DeleteResourcePolicy, 'organizations:DeleteResourcePolicy'],
      [DescribeResourcePolicy, 'organizations:DescribeResourcePolicy'],
      [PutResourcePolicy, 'organizations:PutResourcePolicy'],
    ] as const)
      expect(required(w, operation, { Content: '' })).toEqual([[action, '*']])
  })
})
