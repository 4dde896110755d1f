import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { GetContextKeysForPrincipalPolicy } from './GetContextKeysForPrincipalPolicy.js'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`
const document = (key: string, over: object = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringEquals: { [key]: 'a' } }, ...over },
})
const policy = (key: string) => JSON.stringify(document(key))
const given = async () => {
  const w = await world()
  const AssumeRolePolicyDocument = JSON.stringify(
    document('sts:ExternalId', { Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT }, Resource: undefined }),
  )
  await w.call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument })
  await w.call(PutRolePolicy, { RoleName: 'r', PolicyName: 'in', PolicyDocument: policy('aws:SourceVpc') })
  return w
}

describe('GetContextKeysForPrincipalPolicy', () => {
  it('names the keys of the policies of a user with its groups, a group or a role, and of those given in addition', async () => {
    const w = await given()
    const ann = await w.user('ann', { in: document('aws:username') })
    const keys = (PolicySourceArn: string, over: object = {}) => w.call(GetContextKeysForPrincipalPolicy, { PolicySourceArn, ...over })
    expect(await keys(ann.arn)).toEqual({ ContextKeyNames: ['aws:username'] })
    expect(await keys(ROLE)).toEqual({ ContextKeyNames: ['aws:SourceVpc'] })
    await w.call(CreateGroup, { GroupName: 'g' })
    await w.call(PutGroupPolicy, { GroupName: 'g', PolicyName: 'in', PolicyDocument: policy('s3:delimiter') })
    await w.call(AddUserToGroup, { GroupName: 'g', UserName: 'ann' })
    expect(await keys(ann.arn)).toEqual({ ContextKeyNames: ['aws:username', 's3:delimiter'] })
    expect(await keys(`arn:aws:iam::${ACCOUNT}:group/g`)).toEqual({ ContextKeyNames: ['s3:delimiter'] })
    expect(await keys(ROLE, { PolicyInputList: [policy('s3:prefix')] })).toEqual({ ContextKeyNames: ['aws:SourceVpc', 's3:prefix'] })
  })

  it('requires permission on the source', async () => {
    const w = await given()
    const asked = w.read((state) =>
      GetContextKeysForPrincipalPolicy.authorize({ PolicySourceArn: ROLE }, root, { state, awsManaged: w.awsManaged }),
    )
    expect(asked).toEqual([{ action: 'iam:GetContextKeysForPrincipalPolicy', resource: ROLE, context: {} }])
  })

  it.each([
    ['a source that does not exist', { PolicySourceArn: `${ROLE}none` }, 'NoSuchEntity'],
    ['a source of another account', { PolicySourceArn: 'arn:aws:iam::444455556666:role/r' }, 'InvalidInput'],
    ['a source that is not a user or role', { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:root` }, 'InvalidInput'],
    ['an invalid policy', { PolicySourceArn: ROLE, PolicyInputList: ['{}'] }, 'InvalidInput'],
    [
      'more than can be parsed in one request',
      { PolicySourceArn: ROLE, PolicyInputList: ['x'.repeat(120_000), 'x'.repeat(20_000)] },
      'InvalidInput',
    ],
  ])('refuses %s', async (_what, input, code) => {
    expect(await (await given()).refusal(GetContextKeysForPrincipalPolicy, input)).toMatchObject({ code })
  })

  it('refuses a caller without permission', async () => {
    const w = await given()
    expect(await w.refusal(GetContextKeysForPrincipalPolicy, { PolicySourceArn: ROLE }, await w.user('ann'))).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
