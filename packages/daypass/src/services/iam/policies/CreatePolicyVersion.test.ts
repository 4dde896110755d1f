import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { DeletePolicyVersion } from './DeletePolicyVersion.js'
import { GetPolicy } from './GetPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/Mine`
const AWS = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const FOREIGN = 'arn:aws:iam::999999999999:policy/theirs'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'

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

describe('CreatePolicyVersion', () => {
  it('adds a version, which becomes the default only if requested', async () => {
    const w = await given()
    w.clock.move(1_500)
    const CreateDate = new Date(START + 1_000)
    expect(await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })).toEqual({
      PolicyVersion: { VersionId: 'v2', IsDefaultVersion: false, CreateDate },
    })
    expect(await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT, SetAsDefault: true })).toMatchObject({
      PolicyVersion: { VersionId: 'v3', IsDefaultVersion: true },
    })
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { DefaultVersionId: 'v3', UpdateDate: CreateDate } })
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which belong to no account', async () => {
    const w = await given()
    const asked = (PolicyArn: string) =>
      w.read((state) => CreatePolicyVersion.authorize({ PolicyArn, PolicyDocument: DOCUMENT }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:CreatePolicyVersion'
    expect(asked(OWN)).toEqual([{ action, resource: OWN, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } }])
    expect(asked(AWS)).toEqual([{ action, resource: AWS, resourceAccount: 'aws', context: {} }])
    expect(asked(FOREIGN)).toEqual([{ action, resource: FOREIGN, resourceAccount: '999999999999', context: {} }])
  })

  it('refuses a sixth version, and continues the numbers after one was deleted', async () => {
    const w = await given()
    for (let version = 2; version <= 5; version++) await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })
    const message = 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.'
    expect(await w.refusal(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })).toEqual({ code: 'LimitExceeded', message })
    await w.call(DeletePolicyVersion, { PolicyArn: OWN, VersionId: 'v5' })
    expect(await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })).toMatchObject({
      PolicyVersion: { VersionId: 'v6' },
    })
  })

  it('refuses an invalid document', async () => {
    const w = await given()
    const message = 'Policy statement must contain resources.'
    const input = { PolicyArn: OWN, PolicyDocument: PROBLEM, SetAsDefault: true }
    expect(await w.refusal(CreatePolicyVersion, input)).toEqual({ code: 'MalformedPolicyDocument', message })
  })

  it.each([
    ['an invalid ARN', 'a name, but no ARN at all', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', `arn:aws:iam::${ACCOUNT}:role/r`, 'InvalidInput', `ARN arn:aws:iam::${ACCOUNT}:role/r is not valid.`],
    ['a policy that does not exist', `${OWN}r`, 'NoSuchEntity', `Policy ${OWN}r was not found.`],
    ['a policy with another path', OWN.replace('/own', ''), 'NoSuchEntity', `Policy ${OWN.replace('/own', '')} was not found.`],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    expect(await w.refusal(CreatePolicyVersion, { PolicyArn, PolicyDocument: DOCUMENT })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(CreatePolicyVersion, { PolicyArn: FOREIGN, PolicyDocument: DOCUMENT })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT }, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it('denies everyone, even the root user, changes to AWS managed policies', async () => {
    const w = await given()
    expect(await w.refusal(CreatePolicyVersion, { PolicyArn: AWS, PolicyDocument: DOCUMENT })).toMatchObject({ code: 'AccessDenied' })
  })
})
