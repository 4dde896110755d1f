import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { policies } from '../../../directory/iam/policy.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const cases = [
  { operation: AttachUserPolicy as Operation, holder: aUser },
  { operation: AttachGroupPolicy as Operation, holder: aGroup },
  { operation: AttachRolePolicy as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
    return w
  }

  const attached = (w: World) => w.read((state) => holder.get(state, 'ann')?.attachedPolicies)

  it('attaches customer managed and AWS managed policies, and counts them', async () => {
    const w = await given()
    for (const PolicyArn of [OWN, READ_ONLY]) {
      expect(await w.call(operation, { [field]: 'ann', PolicyArn })).toEqual({})
      expect(await w.call(GetPolicy, { PolicyArn })).toMatchObject({ Policy: { AttachmentCount: 1 } })
    }
    expect(attached(w)).toEqual([OWN, READ_ONLY])
  })

  it('does nothing when the policy is already attached, even at the quota', async () => {
    const w = await given()
    await w.change((state) => {
      holder.change(state, 'ann', { attachedPolicies: Array.from({ length: 9 }, (_, n) => `${OWN}${n}`) })
    })
    for (let time = 0; time < 2; time++) await w.call(operation, { [field]: 'ann', PolicyArn: OWN })
    expect(attached(w)?.filter((arn) => arn === OWN)).toHaveLength(1)
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 1 } })
    const refusal = { code: 'LimitExceeded', message: `Cannot exceed quota for ${holder.quota}: 10` }
    expect(await w.refusal(operation, { [field]: 'ann', PolicyArn: READ_ONLY })).toEqual(refusal)
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name, PolicyArn: OWN })
    const action = `iam:${operation.name}`
    const context = { 'iam:PolicyARN': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it.each([
    ['an invalid ARN', 'longpolicynamebutnoarn', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', 'arn:aws:s3:::bucket', 'InvalidInput', 'ARN arn:aws:s3:::bucket is not valid.'],
    ['a policy that does not exist', `${OWN}123`, 'NoSuchEntity', `Policy ${OWN}123 does not exist or is not attachable.`],
    [
      'a policy with another path',
      OWN.replace('/own', ''),
      'NoSuchEntity',
      `Policy ${OWN.replace('/own', '')} does not exist or is not attachable.`,
    ],
    [
      'a policy of another account',
      'arn:aws:iam::999999999999:policy/own/p',
      'NoSuchEntity',
      'Policy arn:aws:iam::999999999999:policy/own/p does not exist or is not attachable.',
    ],
    [
      'a policy for service-linked roles',
      'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
      'PolicyNotAttachable',
      `Cannot attach a Service Role Policy to a Customer ${holder.noun}.`,
    ],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    await w.change((state) => {
      const policy = policies.getByArn(state, OWN)
      const foreign = { account: '999999999999', arn: 'arn:aws:iam::999999999999:policy/own/p' }
      if (policy !== undefined) policies.put(state, { ...policy, ...foreign })
    })
    expect(await w.refusal(operation, { [field]: 'ann', PolicyArn })).toEqual({ code, message })
    expect(attached(w)).toEqual([])
  })

  it('refuses a policy that could not be enforced as written, and names the problem', async () => {
    const w = await given()
    await w.change((state) => {
      const policy = policies.getByArn(state, OWN)
      if (policy !== undefined) policies.put(state, { ...policy, versions: [{ id: 'v1', text: PROBLEM, createdAt: 0 }] })
    })
    const message = `${OWN}: Policy statement must contain resources.`
    expect(await w.refusal(operation, { [field]: 'ann', PolicyArn: OWN })).toEqual({ code: 'MalformedPolicyDocument', message })
  })

  it('is limited by a condition on the policies that may be attached', async () => {
    const w = await given()
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: { ArnEquals: { 'iam:PolicyARN': OWN } } }
    const carl = await w.user('carl', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(operation, { [field]: 'ann', PolicyArn: READ_ONLY }, carl)).toMatchObject({ code: 'AccessDenied' })
    await w.call(operation, { [field]: 'ann', PolicyArn: OWN }, carl)
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PolicyArn: OWN })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyArn: OWN }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
