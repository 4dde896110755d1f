import { describe, expect, it } from 'vitest'
import { organizationWorld, policyOf, required, scp } from '../../../testing/organization.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateOrganization } from '../organization/CreateOrganization.js'
import { ListRoots } from '../organization/ListRoots.js'
import { AttachPolicy } from './AttachPolicy.js'
import { CreatePolicy } from './CreatePolicy.js'
import { DeletePolicy } from './DeletePolicy.js'
import { DescribeEffectivePolicy } from './DescribeEffectivePolicy.js'
import { DescribePolicy } from './DescribePolicy.js'
import { DetachPolicy } from './DetachPolicy.js'
import { DisablePolicyType } from './DisablePolicyType.js'
import { EnablePolicyType } from './EnablePolicyType.js'
import { ListAccountsWithInvalidEffectivePolicy } from './ListAccountsWithInvalidEffectivePolicy.js'
import { ListEffectivePolicyValidationErrors } from './ListEffectivePolicyValidationErrors.js'
import { ListPolicies } from './ListPolicies.js'
import { ListPoliciesForTarget } from './ListPoliciesForTarget.js'
import { ListTargetsForPolicy } from './ListTargetsForPolicy.js'
import { UpdatePolicy } from './UpdatePolicy.js'

const SCP = 'SERVICE_CONTROL_POLICY'
const RCP = 'RESOURCE_CONTROL_POLICY'
const FULL = 'p-FullAWSAccess'
const TEXT = ' { "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "s3:*", "Resource": "*" } } '
const MALFORMED = {
  code: 'MalformedPolicyDocumentException',
  message: 'The provided policy document does not meet the requirements of the specified policy type.',
}
const made = (over: object = {}) => ({ Type: SCP, Name: 'p', Description: 'd', Content: TEXT, ...over }) as const
const rcp = (over: object) => scp({ Principal: '*', ...over })

describe('policies of an organization', () => {
  it('are made, described with their text as sent, changed, listed and deleted', async () => {
    const { w, arnOf } = await organizationWorld()
    const { Policy } = await w.call(CreatePolicy, made())
    const PolicyId = Policy?.PolicySummary?.Id ?? ''
    const PolicySummary = {
      ...{ Id: expect.stringMatching(/^p-[a-z0-9]{8}$/), Arn: arnOf('policy', `service_control_policy/${PolicyId}`) },
      ...{ Name: 'p', Description: 'd', Type: SCP, AwsManaged: false },
    }
    expect(Policy).toEqual({ PolicySummary, Content: TEXT })
    expect(await w.call(DescribePolicy, { PolicyId })).toEqual({ Policy })
    const changed = { PolicySummary: { ...PolicySummary, Name: 'q', Description: '' }, Content: scp({}) }
    expect(await w.call(UpdatePolicy, { PolicyId, Name: 'q', Description: '', Content: scp({}) })).toEqual({ Policy: changed })
    expect((await w.call(ListPolicies, { Filter: SCP })).Policies?.map(({ Name }) => Name)).toEqual(['FullAWSAccess', 'q'])
    await w.call(CreatePolicy, made())
    await w.call(DeletePolicy, { PolicyId })
    expect(await w.refusal(DescribePolicy, { PolicyId })).toEqual({
      code: 'PolicyNotFoundException',
      message: "You specified a policy that doesn't exist.",
    })
  })

  it('are listed in pages, that of AWS first', async () => {
    const { w } = await organizationWorld()
    for (const Name of ['c', 'a', 'b']) await w.call(CreatePolicy, made({ Name }))
    const first = await w.call(ListPolicies, { Filter: SCP, MaxResults: 2 })
    const second = await w.call(ListPolicies, { Filter: SCP, MaxResults: 2, NextToken: first.NextToken })
    expect([first, second].map(({ Policies }) => Policies?.map(({ Name }) => Name))).toEqual([
      ['FullAWSAccess', 'a'],
      ['b', 'c'],
    ])
    expect(second.NextToken).toBeUndefined()
    expect(await w.call(ListPolicies, { Filter: 'TAG_POLICY' })).toEqual({ Policies: [] })
  })

  it('of AWS are there, and nobody changes them', async () => {
    const { w, rootId } = await organizationWorld()
    expect(await w.call(DescribePolicy, { PolicyId: FULL })).toEqual({
      Policy: {
        PolicySummary: {
          ...{ Id: FULL, Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess', Name: 'FullAWSAccess' },
          ...{ Description: 'Allows access to every operation', Type: SCP, AwsManaged: true },
        },
        Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
      },
    })
    for (const [operation, input] of [
      [UpdatePolicy, { PolicyId: FULL, Name: 'x' }],
      [DeletePolicy, { PolicyId: 'p-RCPFullAWSAccess' }],
    ] as const)
      expect(await w.refusal(operation, input)).toMatchObject({ code: 'InvalidInputException' })
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: RCP })
    expect(await w.refusal(DetachPolicy, { PolicyId: 'p-RCPFullAWSAccess', TargetId: rootId })).toEqual({
      code: 'InvalidInputException',
      message: "You can't detach this AWS Managed Policy.",
    })
  })

  it.each<[string, object, { code: string; message?: string }]>([
    ['the name of another', { Name: 'taken' }, { code: 'DuplicatePolicyException' }],
    ['the name of that of AWS', { Name: 'FullAWSAccess' }, { code: 'DuplicatePolicyException' }],
    [
      'a type that nothing enforces',
      { Type: 'TAG_POLICY' },
      { code: 'InvalidInputException', message: 'TAG_POLICY is not supported by this version of daypass: nothing here would enforce it.' },
    ],
    [
      'a document that is too long, white space counted',
      { Content: TEXT + ' '.repeat(10_240) },
      { code: 'ConstraintViolationException', message: 'You have exceeded the maximum policy size.' },
    ],
    ['an RCP that is too long', { Type: RCP, Content: rcp({}) + ' '.repeat(5_120) }, { code: 'ConstraintViolationException' }],
    ['no policy', { Content: 'x' }, MALFORMED],
    ['an SCP with a principal', { Content: scp({ Principal: '*' }) }, MALFORMED],
    ['an RCP that allows', { Type: RCP, Content: rcp({ Effect: 'Allow', Action: 's3:*' }) }, MALFORMED],
    ['an RCP on every action', { Type: RCP, Content: rcp({}) }, MALFORMED],
    ['an RCP for a part of the principals', { Type: RCP, Content: rcp({ Action: 's3:*', Principal: { AWS: ACCOUNT } }) }, MALFORMED],
    ['an RCP on a service that does not support them', { Type: RCP, Content: rcp({ Action: 'iam:*' }) }, MALFORMED],
    ['a name with a NUL', { Name: 'a\0' }, { code: 'InvalidInputException' }],
  ])('are refused with %s', async (_what, over, refused) => {
    const { w } = await organizationWorld()
    await w.call(CreatePolicy, made({ Name: 'taken' }))
    expect(await w.refusal(CreatePolicy, made(over))).toMatchObject(refused)
  })

  it('keep what they had where a change is refused', async () => {
    const { w } = await organizationWorld()
    const PolicyId = await policyOf(w, TEXT)
    await policyOf(w, TEXT, { name: 'taken' })
    expect(await w.refusal(UpdatePolicy, { PolicyId, Content: 'x' })).toEqual(MALFORMED)
    expect(await w.refusal(UpdatePolicy, { PolicyId, Name: 'taken' })).toMatchObject({ code: 'DuplicatePolicyException' })
    expect((await w.call(DescribePolicy, { PolicyId })).Policy).toMatchObject({ PolicySummary: { Name: 'p' }, Content: TEXT })
  })

  it('are accepted as RCPs of each service that supports them', async () => {
    const { w } = await organizationWorld()
    for (const Action of ['s3:*', 'STS:AssumeRole', 'kms:Decrypt', 'dynamodb:*'])
      await w.call(CreatePolicy, made({ Type: RCP, Name: Action, Content: rcp({ Action }) }))
  })
})

describe('what policies are attached to', () => {
  it('is known from both sides, and keeps a policy from being deleted', async () => {
    const { w, rootId, unit, member, arnOf } = await organizationWorld()
    const PolicyId = await policyOf(w, TEXT)
    for (const TargetId of [member, unit, rootId]) await w.call(AttachPolicy, { PolicyId, TargetId })
    expect(await w.call(ListTargetsForPolicy, { PolicyId })).toEqual({
      Targets: [
        { TargetId: rootId, Arn: arnOf('root', rootId), Name: 'Root', Type: 'ROOT' },
        { TargetId: unit, Arn: arnOf('ou', unit), Name: 'Workloads', Type: 'ORGANIZATIONAL_UNIT' },
        { TargetId: member, Arn: arnOf('account', member), Name: 'dev', Type: 'ACCOUNT' },
      ],
    })
    const attached = await w.call(ListPoliciesForTarget, { TargetId: unit, Filter: SCP })
    expect(attached.Policies?.map(({ Id }) => Id)).toEqual([FULL, PolicyId].toSorted())
    expect(await w.call(ListPoliciesForTarget, { TargetId: unit, Filter: RCP })).toEqual({ Policies: [] })
    for (const TargetId of [member, unit]) await w.call(DetachPolicy, { PolicyId, TargetId })
    expect(await w.refusal(DeletePolicy, { PolicyId })).toMatchObject({ code: 'PolicyInUseException' })
    await w.call(DetachPolicy, { PolicyId, TargetId: rootId })
    await w.call(DeletePolicy, { PolicyId })
  })

  it('has that of AWS from the start, the management account too', async () => {
    const { w, rootId, unit, member } = await organizationWorld()
    const first = await w.call(ListTargetsForPolicy, { PolicyId: FULL, MaxResults: 3 })
    const rest = await w.call(ListTargetsForPolicy, { PolicyId: FULL, NextToken: first.NextToken })
    expect([first, rest].flatMap(({ Targets = [] }) => Targets.map(({ TargetId }) => TargetId))).toEqual([rootId, unit, ACCOUNT, member])
    expect(await w.call(ListTargetsForPolicy, { PolicyId: 'p-RCPFullAWSAccess' })).toEqual({ Targets: [] })
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: RCP })
    expect((await w.call(ListTargetsForPolicy, { PolicyId: 'p-RCPFullAWSAccess' })).Targets).toHaveLength(4)
  })

  it('has one at least, and ten at most; five of those for resources', async () => {
    const { w, rootId, unit } = await organizationWorld()
    expect(await w.refusal(DetachPolicy, { PolicyId: FULL, TargetId: unit })).toEqual({
      code: 'ConstraintViolationException',
      message: 'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
    })
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: RCP })
    for (const [type, most, text] of [
      [SCP, 10, TEXT],
      [RCP, 5, rcp({ Action: 's3:*' })],
    ] as const) {
      for (let n = 1; n < most; n++) await policyOf(w, text, { at: unit, type, name: `n${n}` })
      const PolicyId = await policyOf(w, text, { type, name: 'more' })
      expect(await w.refusal(AttachPolicy, { PolicyId, TargetId: unit })).toEqual({
        code: 'ConstraintViolationException',
        message: 'You have attached the maximum number of policies to the specified target.',
      })
    }
  })

  it.each([
    ['a policy that is not there', AttachPolicy, ['p-unknown0', 'unit'], 'PolicyNotFoundException'],
    ['a target that is not there', AttachPolicy, [FULL, '123456789012'], 'TargetNotFoundException'],
    ['what is attached', AttachPolicy, [FULL, 'unit'], 'DuplicatePolicyAttachmentException'],
    ['a type that is not enabled', AttachPolicy, ['p-RCPFullAWSAccess', 'unit'], 'PolicyTypeNotEnabledException'],
    ['a policy that is not there', DetachPolicy, ['p-unknown0', 'unit'], 'PolicyNotFoundException'],
    ['a target that is not there', DetachPolicy, [FULL, 'ou-none-aaaaaaaa'], 'TargetNotFoundException'],
    ['what is not attached', DetachPolicy, ['own', 'unit'], 'PolicyNotAttachedException'],
    ['a type that is not enabled', DetachPolicy, ['p-RCPFullAWSAccess', 'unit'], 'PolicyNotAttachedException'],
  ])('refuses %s: %#', async (_what, operation, [policy = '', target = ''], code) => {
    const { w, unit } = await organizationWorld()
    const PolicyId = policy === 'own' ? await policyOf(w, TEXT) : policy
    expect(await w.refusal(operation, { PolicyId, TargetId: target === 'unit' ? unit : target })).toMatchObject({ code })
  })
})

describe('types of policies', () => {
  it('are enabled and disabled in the root; disabling detaches, and the policies stay', async () => {
    const { w, rootId, unit } = await organizationWorld()
    const PolicyId = await policyOf(w, TEXT, { at: unit })
    const { Root } = await w.call(DisablePolicyType, { RootId: rootId, PolicyType: SCP })
    expect(Root?.PolicyTypes).toEqual([])
    expect((await w.call(ListRoots, {})).Roots).toEqual([Root])
    expect(await w.refusal(DisablePolicyType, { RootId: rootId, PolicyType: SCP })).toMatchObject({ code: 'PolicyTypeNotEnabledException' })
    expect(await w.call(ListTargetsForPolicy, { PolicyId })).toEqual({ Targets: [] })
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: SCP })
    expect(await w.call(ListTargetsForPolicy, { PolicyId })).toEqual({ Targets: [] })
    await w.call(AttachPolicy, { PolicyId, TargetId: unit })
    await w.call(DetachPolicy, { PolicyId, TargetId: unit })
    await w.call(DeletePolicy, { PolicyId })
  })

  it.each([
    ['a type that is enabled', EnablePolicyType, ['root', SCP], 'PolicyTypeAlreadyEnabledException'],
    ['a type that nothing enforces', EnablePolicyType, ['root', 'BACKUP_POLICY'], 'InvalidInputException'],
    ['another root', EnablePolicyType, ['r-none', RCP], 'RootNotFoundException'],
    ['another root', DisablePolicyType, ['r-none', SCP], 'RootNotFoundException'],
  ])('refuse %s: %#', async (_what, operation, [at, PolicyType], code) => {
    const { w, rootId } = await organizationWorld()
    expect(await w.refusal(operation, { RootId: at === 'root' ? rootId : at, PolicyType })).toMatchObject({ code })
  })

  it('are not there where bills alone are shared', async () => {
    const w = await world()
    await w.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
    const RootId = (await w.call(ListRoots, {})).Roots?.[0]?.Id ?? ''
    const code = 'PolicyTypeNotAvailableForOrganizationException'
    expect(await w.refusal(EnablePolicyType, { RootId, PolicyType: SCP })).toMatchObject({ code })
    expect(await w.refusal(CreatePolicy, made())).toMatchObject({ code })
  })
})

describe('effective policies', () => {
  it('are none, because their types are not enforced here', async () => {
    const { w, id, rootId, member, admin } = await organizationWorld()
    const PolicyType = 'TAG_POLICY'
    const none = { code: 'EffectivePolicyNotFoundException' }
    expect(await w.refusal(DescribeEffectivePolicy, { PolicyType, TargetId: member })).toMatchObject(none)
    expect(await w.refusal(DescribeEffectivePolicy, { PolicyType }, admin)).toMatchObject(none)
    expect(await w.refusal(DescribeEffectivePolicy, { PolicyType, TargetId: ACCOUNT }, admin)).toMatchObject({
      code: 'AccessDeniedException',
    })
    expect(await w.refusal(DescribeEffectivePolicy, { PolicyType, TargetId: '123456789012' })).toMatchObject({
      code: 'TargetNotFoundException',
    })
    expect(await w.call(ListAccountsWithInvalidEffectivePolicy, { PolicyType })).toEqual({ Accounts: [], PolicyType })
    expect(await w.call(ListEffectivePolicyValidationErrors, { PolicyType, AccountId: member })).toMatchObject({
      ...{ AccountId: member, PolicyType, Path: `${id}/${rootId}/${member}/`, EffectivePolicyValidationErrors: [] },
    })
  })
})

describe('operations on policies', () => {
  it('require permission on the policy with its type, on the target, or on everything', async () => {
    const { w, rootId, unit, member, arnOf } = await organizationWorld()
    const PolicyId = await policyOf(w, TEXT)
    const policy = arnOf('policy', `service_control_policy/${PolicyId}`)
    const typed = { 'organizations:PolicyType': SCP }
    for (const [operation, action] of [
      [DeletePolicy, 'organizations:DeletePolicy'],
      [DescribePolicy, 'organizations:DescribePolicy'],
      [ListTargetsForPolicy, 'organizations:ListTargetsForPolicy'],
      [UpdatePolicy, 'organizations:UpdatePolicy'],
    ] as const)
      expect(required(w, operation, { PolicyId })).toEqual([[action, policy, typed]])
    for (const [operation, action] of [
      [AttachPolicy, 'organizations:AttachPolicy'],
      [DetachPolicy, 'organizations:DetachPolicy'],
    ] as const)
      expect(required(w, operation, { PolicyId, TargetId: unit })).toEqual([
        [action, policy, typed],
        [action, arnOf('ou', unit), typed],
      ])
    for (const [operation, action] of [
      [EnablePolicyType, 'organizations:EnablePolicyType'],
      [DisablePolicyType, 'organizations:DisablePolicyType'],
    ] as const)
      expect(required(w, operation, { RootId: rootId, PolicyType: SCP })).toEqual([[action, arnOf('root', rootId), typed]])
    expect(required(w, ListPolicies, { Filter: SCP })).toEqual([['organizations:ListPolicies', '*', typed]])
    expect(required(w, ListPoliciesForTarget, { TargetId: unit, Filter: SCP })).toEqual([
      ['organizations:ListPoliciesForTarget', arnOf('ou', unit), typed],
    ])
    const Tags = [{ Key: 'k', Value: 'v' }]
    const tagged = { ...typed, 'aws:TagKeys': ['k'], 'aws:RequestTag/k': 'v' }
    expect(required(w, CreatePolicy, { ...made(), Tags })).toEqual([
      ['organizations:CreatePolicy', '*', tagged],
      ['organizations:TagResource', '*', tagged],
    ])
    const PolicyType = 'TAG_POLICY'
    const effective = { 'organizations:PolicyType': PolicyType }
    expect(required(w, DescribeEffectivePolicy, { PolicyType, TargetId: member })).toEqual([
      ['organizations:DescribeEffectivePolicy', arnOf('account', member), effective],
    ])
    expect(required(w, ListEffectivePolicyValidationErrors, { PolicyType, AccountId: member })).toEqual([
      ['organizations:ListEffectivePolicyValidationErrors', arnOf('account', member), effective],
    ])
    expect(required(w, ListAccountsWithInvalidEffectivePolicy, { PolicyType })).toEqual([
      ['organizations:ListAccountsWithInvalidEffectivePolicy', '*', effective],
    ])
  })
})
