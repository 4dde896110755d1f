import { describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { AttachUserPolicy } from './AttachUserPolicy.js'
import { DetachUserPolicy } from './DetachUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
  return w
}

describe('DetachUserPolicy', () => {
  it('detaches the one policy, which can then be deleted', async () => {
    const w = await given()
    for (const PolicyArn of [OWN, READ_ONLY]) await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn })
    expect(await w.call(DetachUserPolicy, { UserName: 'ann', PolicyArn: OWN })).toEqual({})
    expect(w.read((state) => users.get(state, ACCOUNT, 'ann')?.attachedPolicies)).toEqual([READ_ONLY])
    expect(await w.call(DeletePolicy, { PolicyArn: OWN })).toEqual({})
    await w.call(DetachUserPolicy, { UserName: 'ann', PolicyArn: READ_ONLY })
    expect(await w.call(GetPolicy, { PolicyArn: READ_ONLY })).toMatchObject({ Policy: { AttachmentCount: 0 } })
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) => DetachUserPolicy.authorize({ UserName, PolicyArn: OWN }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DetachUserPolicy'
    const context = { 'iam:PolicyARN': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it('refuses what is not attached, once detached too', async () => {
    const w = await given()
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    await w.call(DetachUserPolicy, { UserName: 'ann', PolicyArn: OWN })
    for (const PolicyArn of [OWN, READ_ONLY]) {
      const message = `Policy ${PolicyArn} was not found.`
      expect(await w.refusal(DetachUserPolicy, { UserName: 'ann', PolicyArn })).toEqual({ code: 'NoSuchEntity', message })
    }
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 0 } })
    expect(await w.refusal(DetachUserPolicy, { UserName: 'ann', PolicyArn: 'not an arn, but long' })).toMatchObject({
      code: 'ValidationError',
    })
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(DetachUserPolicy, { UserName: 'none', PolicyArn: OWN })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DetachUserPolicy, { UserName: 'Ann', PolicyArn: OWN }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
