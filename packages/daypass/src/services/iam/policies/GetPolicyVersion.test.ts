import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { encodedPolicy } from '../policy-text.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { GetPolicy } from './GetPolicy.js'
import { GetPolicyVersion } from './GetPolicyVersion.js'

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

describe('GetPolicyVersion', () => {
  it('returns the document of any version of a policy', async () => {
    const w = await given()
    const PolicyDocument = DOCUMENT.replace('GetObject', 'PutObject')
    await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument, SetAsDefault: true })
    expect(await w.call(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v1' })).toMatchObject({
      PolicyVersion: { VersionId: 'v1', IsDefaultVersion: false },
    })
    const Document = encodedPolicy(PolicyDocument)
    expect(await w.call(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v2' })).toEqual({
      PolicyVersion: { VersionId: 'v2', IsDefaultVersion: true, CreateDate: new Date(START), Document },
    })
  })

  it('returns the default version of an AWS managed policy, and no other', async () => {
    const w = await given()
    const { Policy } = (await w.call(GetPolicy, { PolicyArn: AWS })) as { Policy: { DefaultVersionId: string } }
    const VersionId = Policy.DefaultVersionId
    const { PolicyVersion } = (await w.call(GetPolicyVersion, { PolicyArn: AWS, VersionId })) as { PolicyVersion: { Document: string } }
    expect(PolicyVersion).toMatchObject({ VersionId, IsDefaultVersion: true })
    expect(JSON.parse(decodeURIComponent(PolicyVersion.Document))).toHaveProperty('Statement')
    const message = `Policy ${AWS} version v1 does not exist or is not attachable.`
    expect(await w.refusal(GetPolicyVersion, { PolicyArn: AWS, VersionId: 'v1' })).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a version that does not exist', async () => {
    const w = await given()
    expect(await w.refusal(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v2' })).toMatchObject({ code: 'NoSuchEntity' })
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which everyone may read', async () => {
    const w = await given()
    const asked = (PolicyArn: string) =>
      w.read((state) => GetPolicyVersion.authorize({ PolicyArn, VersionId: 'v1' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetPolicyVersion'
    expect(asked(OWN)).toEqual([{ action, resource: OWN, resourceAccount: ACCOUNT, context: { 'aws:ResourceTag/k': 'v' } }])
    expect(asked(AWS)).toEqual([{ action, resource: AWS, resourceAccount: undefined, context: {} }])
    expect(asked(FOREIGN)).toEqual([{ action, resource: FOREIGN, resourceAccount: '999999999999', context: {} }])
  })

  it.each([
    ['an invalid ARN', 'a name, but no ARN at all', 'ValidationError', 'Invalid ARN:  Could not be parsed!'],
    ['an ARN of something else', `arn:aws:iam::${ACCOUNT}:role/r`, 'InvalidInput', `ARN arn:aws:iam::${ACCOUNT}:role/r is not valid.`],
    ['a policy that does not exist', `${OWN}r`, 'NoSuchEntity', `Policy ${OWN}r was not found.`],
    ['a policy with another path', OWN.replace('/own', ''), 'NoSuchEntity', `Policy ${OWN.replace('/own', '')} was not found.`],
  ])('refuses %s', async (_why, PolicyArn, code, message) => {
    const w = await given()
    expect(await w.refusal(GetPolicyVersion, { PolicyArn, VersionId: 'v1' })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(GetPolicyVersion, { PolicyArn: FOREIGN, VersionId: 'v1' })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(GetPolicyVersion, { PolicyArn: OWN, VersionId: 'v1' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
