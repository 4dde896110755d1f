import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { ListAttachedUserPolicies } from '../user-policies/ListAttachedUserPolicies.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { DeletePolicy } from './DeletePolicy.js'
import { GetPolicy } from './GetPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/Mine`
const AWS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const FOREIGN = 'arn:aws:iam::999999999999:policy/theirs'

const given = async () => {
  const w = await world()
  await w.call(CreatePolicy, {
    PolicyName: 'Mine',
    Path: '/own/',
    PolicyDocument: DOCUMENT,
    Description: 'd',
    Tags: [{ Key: 'k', Value: 'v' }],
  })
  return w
}

describe('DeletePolicy', () => {
  it('deletes the policy with its only version', async () => {
    const w = await given()
    expect(await w.call(DeletePolicy, { PolicyArn: OWN })).toEqual({})
    expect(await w.refusal(GetPolicy, { PolicyArn: OWN })).toMatchObject({ code: 'NoSuchEntity' })
  })

  it('succeeds for only one of deleting and attaching when both happen at once', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'ann' })
    const outcomes = await Promise.all([
      w.attempt(DeletePolicy, { PolicyArn: OWN }),
      w.attempt(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN }),
    ])
    expect(outcomes.filter((outcome) => 'error' in outcome)).toHaveLength(1)
    const { AttachedPolicies } = await w.call(ListAttachedUserPolicies, { UserName: 'ann' })
    const left = await w.attempt(GetPolicy, { PolicyArn: OWN })
    expect(AttachedPolicies).toHaveLength('error' in left ? 0 : 1)
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which belong to no account', async () => {
    const w = await given()
    const asked = (PolicyArn: string) => w.read((state) => DeletePolicy.authorize({ PolicyArn }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeletePolicy'
    expect(asked(OWN)).toEqual([{ action, resource: OWN, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } }])
    expect(asked(AWS)).toEqual([{ action, resource: AWS, resourceAccount: 'aws', context: {} }])
    expect(asked(FOREIGN)).toEqual([{ action, resource: FOREIGN, resourceAccount: '999999999999', context: {} }])
  })

  it('refuses to delete a policy that is attached', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    const message = 'Cannot delete a policy attached to entities.'
    expect(await w.refusal(DeletePolicy, { PolicyArn: OWN })).toEqual({ code: 'DeleteConflict', message })
  })

  it('refuses to delete a policy with other versions than the default', async () => {
    const w = await given()
    await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })
    expect(await w.refusal(DeletePolicy, { PolicyArn: OWN })).toEqual({
      code: 'DeleteConflict',
      message:
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    })
  })

  it.each([
    ['an invalid ARN', 'a name, but no ARN at all', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', `arn:aws:iam::${ACCOUNT}:role/r`, 'InvalidInput', `ARN arn:aws:iam::${ACCOUNT}:role/r is not valid.`],
    ['a policy that does not exist', `${OWN}r`, 'NoSuchEntity', `Policy ${OWN}r was not found.`],
    ['a policy with another path', OWN.replace('/own', ''), 'NoSuchEntity', `Policy ${OWN.replace('/own', '')} was not found.`],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    expect(await w.refusal(DeletePolicy, { PolicyArn })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(DeletePolicy, { PolicyArn: FOREIGN })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(DeletePolicy, { PolicyArn: OWN }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it('denies everyone, even the root user, changes to AWS managed policies', async () => {
    const w = await given()
    expect(await w.refusal(DeletePolicy, { PolicyArn: AWS })).toMatchObject({ code: 'AccessDenied' })
  })
})
