import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreatePolicy } from './CreatePolicy.js'
import { CreatePolicyVersion } from './CreatePolicyVersion.js'
import { DeletePolicyVersion } from './DeletePolicyVersion.js'
import { ListPolicyVersions } from './ListPolicyVersions.js'

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

describe('ListPolicyVersions', () => {
  it('lists versions, newest first, also after the ninth', async () => {
    const w = await given()
    for (let version = 2; version <= 11; version++) {
      await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT, SetAsDefault: true })
      await w.call(DeletePolicyVersion, { PolicyArn: OWN, VersionId: `v${version - 1}` })
    }
    await w.call(CreatePolicyVersion, { PolicyArn: OWN, PolicyDocument: DOCUMENT })
    const listed = await w.call(ListPolicyVersions, { PolicyArn: OWN })
    expect(listed).toMatchObject({
      Versions: [
        { VersionId: 'v12', IsDefaultVersion: false },
        { VersionId: 'v11', IsDefaultVersion: true },
      ],
      IsTruncated: false,
    })
    expect(listed.Versions?.some((version) => 'Document' in version)).toBe(false)
    const first = await w.call(ListPolicyVersions, { PolicyArn: OWN, MaxItems: 1 })
    expect(first).toMatchObject({ Versions: [{ VersionId: 'v12' }], IsTruncated: true })
    const { Marker } = first
    expect(await w.call(ListPolicyVersions, { PolicyArn: OWN, Marker })).toMatchObject({
      Versions: [{ VersionId: 'v11' }],
      IsTruncated: false,
    })
  })

  it('lists the default version of an AWS managed policy', async () => {
    const w = await given()
    expect(await w.call(ListPolicyVersions, { PolicyArn: AWS })).toMatchObject({
      Versions: [{ IsDefaultVersion: true }],
      IsTruncated: false,
    })
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which everyone may read', async () => {
    const w = await given()
    const asked = (PolicyArn: string) =>
      w.read((state) => ListPolicyVersions.authorize({ PolicyArn }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListPolicyVersions'
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
    expect(await w.refusal(ListPolicyVersions, { PolicyArn })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(ListPolicyVersions, { PolicyArn: FOREIGN })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(ListPolicyVersions, { PolicyArn: OWN }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
