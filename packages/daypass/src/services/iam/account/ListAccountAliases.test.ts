import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { world } from '../../../testing/world.js'
import { CreateAccountAlias } from './CreateAccountAlias.js'
import { ListAccountAliases } from './ListAccountAliases.js'

describe('ListAccountAliases', () => {
  it('returns none, or the one there is', async () => {
    const w = await world()
    expect(await w.call(ListAccountAliases, {})).toEqual({ AccountAliases: [], IsTruncated: false })
    await w.call(CreateAccountAlias, { AccountAlias: 'mine' })
    expect(await w.call(ListAccountAliases, { MaxItems: 1 })).toEqual({ AccountAliases: ['mine'], IsTruncated: false })
  })

  it('asks for iam:ListAccountAliases', async () => {
    const w = await world()
    expect(askedBy(w, ListAccountAliases, {})).toEqual([{ action: 'iam:ListAccountAliases', resource: '*' }])
    expect(await w.refusal(ListAccountAliases, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a marker that is made up', async () => {
    expect(await (await world()).refusal(ListAccountAliases, { Marker: 'x' })).toEqual({
      code: 'ValidationError',
      message: 'Invalid Marker.',
    })
  })
})
