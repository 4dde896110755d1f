import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreatePolicy } from './CreatePolicy.js'
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

describe('GetPolicy', () => {
  it('returns a policy of the account with description and tags, and how often it is attached', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({
      Policy: { PolicyName: 'Mine', Path: '/own/', AttachmentCount: 1, Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] },
    })
  })

  it('returns an AWS managed policy, and counts its attachments only in this account', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: AWS })
    const { Policy } = await w.call(GetPolicy, { PolicyArn: AWS })
    expect(Policy).toMatchObject({ PolicyName: 'ReadOnlyAccess', Arn: AWS, Path: '/', AttachmentCount: 1, IsAttachable: true, Tags: [] })
    expect(Policy?.CreateDate?.getTime()).toBeGreaterThan(Date.UTC(2010, 0))
  })

  it('requires permission on the policy with its tags, also on AWS managed policies, which everyone may read', async () => {
    const w = await given()
    const asked = (PolicyArn: string) => w.read((state) => GetPolicy.authorize({ PolicyArn }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetPolicy'
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
    expect(await w.refusal(GetPolicy, { PolicyArn })).toEqual({ code, message })
  })

  it('refuses a policy of another account, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(GetPolicy, { PolicyArn: FOREIGN })).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(GetPolicy, { PolicyArn: OWN }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
