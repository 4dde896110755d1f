import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetUserPolicy } from './GetUserPolicy.js'
import { PutUserPolicy } from './PutUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  return w
}

describe('GetUserPolicy', () => {
  it('returns the document percent-encoded, as it was written', async () => {
    const w = await given()
    const PolicyDocument = `${DOCUMENT.replace('GetObject', 'Get*')} \n`
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'p', PolicyDocument })
    const output = await w.call(GetUserPolicy, { UserName: 'ann', PolicyName: 'p' })
    expect(output).toMatchObject({ UserName: 'Ann', PolicyName: 'p' })
    expect(output.PolicyDocument).toMatch(/^[A-Za-z0-9._~%-]+$/)
    expect(decodeURIComponent(output.PolicyDocument as string)).toBe(PolicyDocument)
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) => GetUserPolicy.authorize({ UserName, PolicyName: 'p' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetUserPolicy'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it('refuses a policy that is not there, also one whose name every object knows', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'constructor', '__proto__']) {
      const message = `The user policy with name ${PolicyName} cannot be found.`
      expect(await w.refusal(GetUserPolicy, { UserName: 'Ann', PolicyName })).toEqual({ code: 'NoSuchEntity', message })
    }
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(GetUserPolicy, { UserName: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetUserPolicy, { UserName: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
