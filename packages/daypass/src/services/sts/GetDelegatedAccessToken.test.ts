import { describe, expect, it } from 'vitest'
import { world } from '../../testing/world.js'
import { GetDelegatedAccessToken } from './GetDelegatedAccessToken.js'

describe('GetDelegatedAccessToken', () => {
  it('requires the action on all resources', async () => {
    const { event } = await (await world()).attempt(GetDelegatedAccessToken, { TradeInToken: 'x' })
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'sts:GetDelegatedAccessToken', resource: '*' }])
  })

  it('refuses every token, because there are no delegation requests that could have created one', async () => {
    const { refusal } = await world()
    const { code, message } = await refusal(GetDelegatedAccessToken, { TradeInToken: 'x' })
    expect([code, message]).toEqual(['AccessDenied', expect.stringContaining('the trade-in token belongs to no delegation request')])
  })

  it('denies a user without the permission', async () => {
    const { refusal, user } = await world()
    const { message } = await refusal(GetDelegatedAccessToken, { TradeInToken: 'x' }, await user('bob'))
    expect(message).toContain('no identity-based policy allows')
  })
})
