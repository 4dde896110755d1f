import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { constraintProblem } from '../../../wire/constraints.js'
import { loadModel } from '../../../wire/model.js'
import { CreateAccountAlias } from './CreateAccountAlias.js'
import { ListAccountAliases } from './ListAccountAliases.js'

const other = { ...root, account: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' }
const taken = (alias: string) => ({ code: 'EntityAlreadyExists', message: `The account alias ${alias} already exists.` })

describe('CreateAccountAlias', () => {
  it('gives the account an alias, in place of the one it has, which is free again', async () => {
    const w = await world()
    expect(await w.call(CreateAccountAlias, { AccountAlias: 'first' })).toEqual({})
    await w.call(CreateAccountAlias, { AccountAlias: 'second' })
    expect(await w.call(ListAccountAliases, {})).toEqual({ AccountAliases: ['second'], IsTruncated: false })
    await w.call(CreateAccountAlias, { AccountAlias: 'first' }, other)
    expect(await w.call(ListAccountAliases, {}, other)).toMatchObject({ AccountAliases: ['first'] })
  })

  it('refuses an alias that an account has, and leaves the one there is', async () => {
    const w = await world()
    await w.call(CreateAccountAlias, { AccountAlias: 'first' })
    await w.call(CreateAccountAlias, { AccountAlias: 'theirs' }, other)
    for (const AccountAlias of ['first', 'theirs'])
      expect(await w.refusal(CreateAccountAlias, { AccountAlias })).toEqual(taken(AccountAlias))
    expect(await w.call(ListAccountAliases, {})).toMatchObject({ AccountAliases: ['first'] })
  })

  it('gives it to one of two accounts that ask at the same time', async () => {
    const w = await world()
    const asked = [root, other].map((caller) => w.attempt(CreateAccountAlias, { AccountAlias: 'wanted' }, caller))
    expect((await Promise.all(asked)).filter((outcome) => 'output' in outcome)).toHaveLength(1)
  })

  it.each(['ab', 'Upper', '-a-', 'a--b', 'a_b', 'a'.repeat(64), 'ends-'])('refuses %s by the model', (AccountAlias) => {
    expect(constraintProblem(loadModel('iam'), 'CreateAccountAliasRequest', { AccountAlias })).toMatch(/^1 validation error|^2 validation/)
  })

  it('takes hyphens and digits, and refuses twelve digits, which are an account', async () => {
    const w = await world()
    expect(constraintProblem(loadModel('iam'), 'CreateAccountAliasRequest', { AccountAlias: '1-a-2' })).toBeUndefined()
    await w.call(CreateAccountAlias, { AccountAlias: '12345678901' })
    expect(await w.refusal(CreateAccountAlias, { AccountAlias: '123456789012' })).toMatchObject({ code: 'ValidationError' })
  })

  it('asks for iam:CreateAccountAlias', async () => {
    const w = await world()
    const input = { AccountAlias: 'mine' }
    expect(askedBy(w, CreateAccountAlias, input)).toEqual([{ action: 'iam:CreateAccountAlias', resource: '*' }])
    expect(await w.refusal(CreateAccountAlias, input, await w.user('ann'))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: iam:CreateAccountAlias because no identity-based policy allows the iam:CreateAccountAlias action`,
    })
  })
})
