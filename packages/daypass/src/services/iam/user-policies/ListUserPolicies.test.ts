import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { ListUserPolicies } from './ListUserPolicies.js'
import { PutUserPolicy } from './PutUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  return w
}

const full = async () => {
  const w = await given()
  for (const PolicyName of ['c', 'a', 'A', 'b']) await w.call(PutUserPolicy, { UserName: 'ann', PolicyName, PolicyDocument: DOCUMENT })
  return w
}

describe('ListUserPolicies', () => {
  it('returns the names, those that differ by case too', async () => {
    const w = await full()
    expect(await w.call(ListUserPolicies, { UserName: 'ann' })).toEqual({ PolicyNames: ['A', 'a', 'b', 'c'], IsTruncated: false })
    expect(await w.call(ListUserPolicies, { UserName: 'bob' })).toEqual({ PolicyNames: [], IsTruncated: false })
  })

  it('goes through pages, with markers that are good for this user only', async () => {
    const w = await full()
    const first = await w.call(ListUserPolicies, { UserName: 'ann', MaxItems: 3 })
    expect(first).toEqual({ PolicyNames: ['A', 'a', 'b'], IsTruncated: true, Marker: expect.any(String) })
    const { Marker } = first
    expect(await w.call(ListUserPolicies, { UserName: 'ann', MaxItems: 3, Marker })).toEqual({ PolicyNames: ['c'], IsTruncated: false })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListUserPolicies, { UserName: 'bob', Marker })).toEqual(refusal)
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) => ListUserPolicies.authorize({ UserName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListUserPolicies'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(ListUserPolicies, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListUserPolicies, { UserName: 'Ann' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
