import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { world } from '../../../testing/world.js'
import { ListDelegationRequests } from './ListDelegationRequests.js'

const OwnerId = 'arn:aws:iam::000000000000:user/ann'

describe('ListDelegationRequests', () => {
  it('lists none', async () => {
    const w = await world()
    expect(await w.call(ListDelegationRequests, {})).toEqual({ DelegationRequests: [], isTruncated: false })
    expect(await w.call(ListDelegationRequests, { OwnerId })).toEqual({ DelegationRequests: [], isTruncated: false })
  })

  it('requires permission on everything, with the owner that is asked for', async () => {
    const w = await world()
    const question = { action: 'iam:ListDelegationRequests', resource: '*' }
    expect(askedBy(w, ListDelegationRequests, { OwnerId })).toEqual([{ ...question, context: { 'iam:DelegationRequestOwner': OwnerId } }])
    expect(askedBy(w, ListDelegationRequests, {})).toEqual([{ ...question, context: { 'iam:DelegationRequestOwner': undefined } }])
    expect(await w.refusal(ListDelegationRequests, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a marker that it did not make', async () => {
    const refused = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await (await world()).refusal(ListDelegationRequests, { Marker: 'x' })).toEqual(refused)
  })
})
