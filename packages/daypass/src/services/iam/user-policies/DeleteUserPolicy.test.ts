import { describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUserPolicy } from './DeleteUserPolicy.js'
import { PutUserPolicy } from './PutUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  return w
}

describe('DeleteUserPolicy', () => {
  it('deletes the one policy and no other', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'q']) await w.call(PutUserPolicy, { UserName: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    expect(await w.call(DeleteUserPolicy, { UserName: 'ann', PolicyName: 'p' })).toEqual({})
    expect(w.read((state) => users.get(state, ACCOUNT, 'ann')?.inlinePolicies)).toEqual({ q: DOCUMENT })
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) => DeleteUserPolicy.authorize({ UserName, PolicyName: 'p' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeleteUserPolicy'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it('refuses a policy that is not there', async () => {
    const w = await given()
    const message = 'The user policy with name p cannot be found.'
    expect(await w.refusal(DeleteUserPolicy, { UserName: 'Ann', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(DeleteUserPolicy, { UserName: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DeleteUserPolicy, { UserName: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
