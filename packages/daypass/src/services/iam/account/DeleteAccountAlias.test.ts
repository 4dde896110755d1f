import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { root, world } from '../../../testing/world.js'
import { CreateAccountAlias } from './CreateAccountAlias.js'
import { DeleteAccountAlias } from './DeleteAccountAlias.js'
import { ListAccountAliases } from './ListAccountAliases.js'

const other = { ...root, account: '111111111111', arn: 'arn:aws:iam::111111111111:root', userId: '111111111111' }
const input = { AccountAlias: 'mine' }

describe('DeleteAccountAlias', () => {
  it('deletes the alias, and any account may have it then', async () => {
    const w = await world()
    await w.call(CreateAccountAlias, input)
    expect(await w.call(DeleteAccountAlias, input)).toEqual({})
    expect(await w.call(ListAccountAliases, {})).toEqual({ AccountAliases: [], IsTruncated: false })
    await w.call(CreateAccountAlias, input, other)
  })

  it('refuses an alias that is not the own, also that of another account', async () => {
    const w = await world()
    const refusal = { code: 'NoSuchEntity', message: 'The account alias with name mine cannot be found.' }
    expect(await w.refusal(DeleteAccountAlias, input)).toEqual(refusal)
    await w.call(CreateAccountAlias, input, other)
    await w.call(CreateAccountAlias, { AccountAlias: 'own' })
    expect(await w.refusal(DeleteAccountAlias, input)).toEqual(refusal)
    expect(await w.call(ListAccountAliases, {}, other)).toMatchObject({ AccountAliases: ['mine'] })
  })

  it('asks for iam:DeleteAccountAlias', async () => {
    const w = await world()
    await w.call(CreateAccountAlias, input)
    expect(askedBy(w, DeleteAccountAlias, input)).toEqual([{ action: 'iam:DeleteAccountAlias', resource: '*' }])
    expect(await w.refusal(DeleteAccountAlias, input, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
