import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { PutUserPolicy } from '../user-policies/PutUserPolicy.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const PROBLEM = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}'

const cases = [
  { operation: PutUserPolicy as Operation, holder: aUser },
  { operation: PutGroupPolicy as Operation, holder: aGroup },
  { operation: PutRolePolicy as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    return w
  }

  const inline = (w: World) => w.read((state) => holder.get(state, 'ann')?.inlinePolicies)
  /** A document of `size` characters without white space. */
  const sized = (size: number) => DOCUMENT.replace('"*"', `"arn:aws:s3:::${'x'.repeat(size - DOCUMENT.length - 12)}"`)

  it('saves the policy, and replaces one of the same name', async () => {
    const w = await given()
    expect(await w.call(operation, { [field]: 'ann', PolicyName: 'p', PolicyDocument: DOCUMENT })).toEqual({})
    const other = DOCUMENT.replace('GetObject', 'PutObject')
    await w.call(operation, { [field]: 'ann', PolicyName: 'q', PolicyDocument: DOCUMENT })
    await w.call(operation, { [field]: 'ann', PolicyName: 'p', PolicyDocument: other })
    expect(inline(w)).toEqual({ p: other, q: DOCUMENT })
  })

  it('saves a policy with any name', async () => {
    const w = await given()
    for (const PolicyName of ['__proto__', 'constructor']) await w.call(operation, { [field]: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    expect(Object.entries(inline(w) ?? {})).toEqual([
      ['__proto__', DOCUMENT],
      ['constructor', DOCUMENT],
    ])
  })

  it('accepts as much as the quota allows, without white space, and not a character more', async () => {
    const w = await given()
    const half = holder.size / 2
    await w.call(operation, { [field]: 'ann', PolicyName: 'p', PolicyDocument: sized(half) })
    await w.call(operation, { [field]: 'ann', PolicyName: 'q', PolicyDocument: `${sized(half)} \n` })
    const message = `Maximum policy size of ${holder.size} bytes exceeded for ${kind} Ann`
    expect(await w.refusal(operation, { [field]: 'ann', PolicyName: 'q', PolicyDocument: sized(half + 1) })).toEqual({
      code: 'LimitExceeded',
      message,
    })
    await w.call(operation, { [field]: 'ann', PolicyName: 'q', PolicyDocument: sized(half) })
  })

  it('refuses more white space than the store can hold', async () => {
    const w = await given()
    const put = (PolicyName: string) => ({ [field]: 'ann', PolicyName, PolicyDocument: DOCUMENT + '\n'.repeat(130_000) })
    for (const name of ['p', 'q']) await w.call(operation, put(name))
    expect(await w.refusal(operation, put('r'))).toMatchObject({ code: 'LimitExceeded' })
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name, PolicyName: 'p', PolicyDocument: DOCUMENT })
    const action = `iam:${operation.name}`
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it.each([
    ['is not JSON', '{', 'Syntax errors in policy.'],
    ['has no resource', PROBLEM, 'Policy statement must contain resources.'],
    ['names a principal', DOCUMENT.replace('"Effect"', '"Principal":"*","Effect"'), 'Policy document should not specify a principal.'],
  ])('refuses a policy that %s', async (_why, PolicyDocument, message) => {
    const w = await given()
    const refusal = { code: 'MalformedPolicyDocument', message: expect.stringContaining(message) }
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyName: 'p', PolicyDocument })).toEqual(refusal)
    expect(inline(w)).toEqual({})
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none', PolicyName: 'p', PolicyDocument: DOCUMENT })).toEqual({
      code: 'NoSuchEntity',
      message,
    })
    expect(await w.refusal(operation, { [field]: 'Ann', PolicyName: 'p', PolicyDocument: DOCUMENT }, nobody)).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
