import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { ListUsers } from '../users/ListUsers.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { SetDefaultPolicyVersion } from './SetDefaultPolicyVersion.js'

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

describe('SetDefaultPolicyVersion', () => {
  it('makes a version the default, at once for everyone who has the policy', async () => {
    const w = await given()
    await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT.replace('s3:GetObject', 'iam:ListUsers') })
    const ann = await w.user('ann')
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    expect(await w.refusal(ListUsers, {}, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(SetDefaultPolicyVersion, { PolicyArn: OWN, VersionId: 'v2' })).toEqual({})
    await w.call(ListUsers, {}, ann)
    await w.call(SetDefaultPolicyVersion, { PolicyArn: OWN, VersionId: 'v1' })
    expect(await w.refusal(ListUsers, {}, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which belong to no account', async () => {
    const w = await given()
    const asked = (PolicyArn: string) =>
      w.read((state) => SetDefaultPolicyVersion.authorize({ PolicyArn, VersionId: 'v1' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:SetDefaultPolicyVersion'
    expect(asked(OWN)).toEqual([{ action, resource: OWN, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } }])
    expect(asked(AWS)).toEqual([{ action, resource: AWS, resourceAccount: 'aws', context: {} }])
    expect(asked(FOREIGN)).toEqual([{ action, resource: FOREIGN, resourceAccount: '999999999999', context: {} }])
  })

  it('refuses a version that does not exist', async () => {
    const w = await given()
    const message = `Policy ${OWN} version v2 does not exist or is not attachable.`
    expect(await w.refusal(SetDefaultPolicyVersion, { PolicyArn: OWN, VersionId: 'v2' })).toEqual({ code: 'NoSuchEntity', message })
  })

  it.each([
    ['an invalid ARN', 'a name, but no ARN at all', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', `arn:aws:iam::${ACCOUNT}:role/r`, 'InvalidInput', `ARN arn:aws:iam::${ACCOUNT}:role/r is not valid.`],
    ['a policy that does not exist', `${OWN}r`, 'NoSuchEntity', `Policy ${OWN}r was not found.`],
    ['a policy with another path', OWN.replace('/own', ''), 'NoSuchEntity', `Policy ${OWN.replace('/own', '')} was not found.`],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    expect(await w.refusal(SetDefaultPolicyVersion, { PolicyArn, VersionId: 'v1' })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(SetDefaultPolicyVersion, { PolicyArn: FOREIGN, VersionId: 'v1' })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(SetDefaultPolicyVersion, { PolicyArn: OWN, VersionId: 'v1' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it('denies everyone, even the root user, changes to AWS managed policies', async () => {
    const w = await given()
    expect(await w.refusal(SetDefaultPolicyVersion, { PolicyArn: AWS, VersionId: 'v1' })).toMatchObject({ code: 'AccessDenied' })
  })
})
