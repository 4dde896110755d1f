import { describe, expect, it } from 'vitest'
import { policies } from '../../../directory/iam/policy.js'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { AttachUserPolicy } from './AttachUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
  return w
}

const attached = (w: World) => w.read((state) => users.get(state, ACCOUNT, 'ann')?.attachedPolicies)

describe('AttachUserPolicy', () => {
  it('attaches policies of the account and of AWS, and counts them', async () => {
    const w = await given()
    for (const PolicyArn of [OWN, READ_ONLY]) {
      expect(await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn })).toEqual({})
      expect(await w.call(GetPolicy, { PolicyArn })).toMatchObject({ Policy: { AttachmentCount: 1 } })
    }
    expect(attached(w)).toEqual([OWN, READ_ONLY])
  })

  it('does nothing when the policy is attached already, even at the quota', async () => {
    const w = await given()
    await w.change((state) => {
      const ann = users.get(state, ACCOUNT, 'ann')
      if (ann !== undefined) users.put(state, { ...ann, attachedPolicies: Array.from({ length: 9 }, (_, n) => `${OWN}${n}`) })
    })
    for (let time = 0; time < 2; time++) await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    expect(attached(w)?.filter((arn) => arn === OWN)).toHaveLength(1)
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 1 } })
    const refusal = { code: 'LimitExceeded', message: 'Cannot exceed quota for PoliciesPerUser: 10' }
    expect(await w.refusal(AttachUserPolicy, { UserName: 'ann', PolicyArn: READ_ONLY })).toEqual(refusal)
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) => AttachUserPolicy.authorize({ UserName, PolicyArn: OWN }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:AttachUserPolicy'
    const context = { 'iam:PolicyARN': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it.each([
    ['what is no ARN', 'longpolicynamebutnoarn', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['the ARN of something else', 'arn:aws:s3:::bucket', 'InvalidInput', 'ARN arn:aws:s3:::bucket is not valid.'],
    ['a policy that is not there', `${OWN}123`, 'NoSuchEntity', `Policy ${OWN}123 does not exist or is not attachable.`],
    [
      'a policy by another path',
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
      'Cannot attach a Service Role Policy to a Customer User.',
    ],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    await w.change((state) => {
      const policy = policies.getByArn(state, OWN)
      const foreign = { account: '999999999999', arn: 'arn:aws:iam::999999999999:policy/own/p' }
      if (policy !== undefined) policies.put(state, { ...policy, ...foreign })
    })
    expect(await w.refusal(AttachUserPolicy, { UserName: 'ann', PolicyArn })).toEqual({ code, message })
    expect(attached(w)).toEqual([])
  })

  it('refuses a policy that could not be enforced as it reads, naming what is in the way', async () => {
    const w = await given()
    await w.change((state) => {
      const policy = policies.getByArn(state, OWN)
      if (policy !== undefined) policies.put(state, { ...policy, versions: [{ id: 'v1', text: PROBLEM, createdAt: 0 }] })
    })
    const message = `${OWN}: Policy statement must contain resources.`
    expect(await w.refusal(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })).toEqual({ code: 'MalformedPolicyDocument', message })
  })

  it('obeys a condition on which policies may be attached', async () => {
    const w = await given()
    const Statement = { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: { ArnEquals: { 'iam:PolicyARN': OWN } } }
    const carl = await w.user('carl', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(AttachUserPolicy, { UserName: 'ann', PolicyArn: READ_ONLY }, carl)).toMatchObject({ code: 'AccessDenied' })
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN }, carl)
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(AttachUserPolicy, { UserName: 'none', PolicyArn: OWN })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(AttachUserPolicy, { UserName: 'Ann', PolicyArn: OWN }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
