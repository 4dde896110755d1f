import { describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { PutUserPolicy } from './PutUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  return w
}

const inline = (w: World) => w.read((state) => users.get(state, ACCOUNT, 'ann')?.inlinePolicies)
/** A document of `size` characters, white space apart. */
const sized = (size: number) => DOCUMENT.replace('"*"', `"arn:aws:s3:::${'x'.repeat(size - DOCUMENT.length - 12)}"`)

describe('PutUserPolicy', () => {
  it('writes the policy, and over one of the same name', async () => {
    const w = await given()
    expect(await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'p', PolicyDocument: DOCUMENT })).toEqual({})
    const other = DOCUMENT.replace('GetObject', 'PutObject')
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'q', PolicyDocument: DOCUMENT })
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'p', PolicyDocument: other })
    expect(inline(w)).toEqual({ p: other, q: DOCUMENT })
  })

  it('keeps a policy whatever it is called', async () => {
    const w = await given()
    for (const PolicyName of ['__proto__', 'constructor'])
      await w.call(PutUserPolicy, { UserName: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    expect(Object.entries(inline(w) ?? {})).toEqual([
      ['__proto__', DOCUMENT],
      ['constructor', DOCUMENT],
    ])
  })

  it('takes as much as the quota allows, white space apart, and not a character more', async () => {
    const w = await given()
    const half = 2048 / 2
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'p', PolicyDocument: sized(half) })
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'q', PolicyDocument: `${sized(half)} \n` })
    const message = 'Maximum policy size of 2048 bytes exceeded for user Ann'
    expect(await w.refusal(PutUserPolicy, { UserName: 'ann', PolicyName: 'q', PolicyDocument: sized(half + 1) })).toEqual({
      code: 'LimitExceeded',
      message,
    })
    await w.call(PutUserPolicy, { UserName: 'ann', PolicyName: 'q', PolicyDocument: sized(half) })
  })

  it('refuses more white space than could be kept', async () => {
    const w = await given()
    const put = (PolicyName: string) => ({ UserName: 'ann', PolicyName, PolicyDocument: DOCUMENT + '\n'.repeat(130_000) })
    for (const name of ['p', 'q']) await w.call(PutUserPolicy, put(name))
    expect(await w.refusal(PutUserPolicy, put('r'))).toMatchObject({ code: 'LimitExceeded' })
  })

  it('asks for the true ARN of the user', async () => {
    const w = await given()
    const asked = (UserName: string) =>
      w.read((state) =>
        PutUserPolicy.authorize({ UserName, PolicyName: 'p', PolicyDocument: DOCUMENT }, root, { state, awsManaged: w.awsManaged }),
      )
    const action = 'iam:PutUserPolicy'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:user/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context }])
  })

  it.each([
    ['is no JSON', '{', 'Syntax errors in policy.'],
    ['has no resource', PROBLEM, 'Policy statement must contain resources.'],
    ['names a principal', DOCUMENT.replace('"Effect"', '"Principal":"*","Effect"'), 'Policy document should not specify a principal.'],
  ])('refuses a policy that %s', async (_why, PolicyDocument, message) => {
    const w = await given()
    const refusal = { code: 'MalformedPolicyDocument', message: expect.stringContaining(message) }
    expect(await w.refusal(PutUserPolicy, { UserName: 'Ann', PolicyName: 'p', PolicyDocument })).toEqual(refusal)
    expect(inline(w)).toEqual({})
  })

  it('refuses a user that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(PutUserPolicy, { UserName: 'none', PolicyName: 'p', PolicyDocument: DOCUMENT })).toEqual({
      code: 'NoSuchEntity',
      message,
    })
    expect(await w.refusal(PutUserPolicy, { UserName: 'Ann', PolicyName: 'p', PolicyDocument: DOCUMENT }, nobody)).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
