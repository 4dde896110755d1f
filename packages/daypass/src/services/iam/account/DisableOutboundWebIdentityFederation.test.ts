import { describe, expect, it } from 'vitest'
import { getEnabledOutbound, getOutbound } from '../../../directory/iam/outbound-federation.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { DisableOutboundWebIdentityFederation } from './DisableOutboundWebIdentityFederation.js'
import { EnableOutboundWebIdentityFederation } from './EnableOutboundWebIdentityFederation.js'

const message = 'Outbound web identity federation is disabled for this account.'

describe('DisableOutboundWebIdentityFederation', () => {
  it('disables it, and keeps the issuer and its keys', async () => {
    const here = await world()
    await here.call(EnableOutboundWebIdentityFederation, {})
    const before = here.read((state) => getOutbound(state, ACCOUNT))
    here.clock.move(5_000)
    expect(await here.call(DisableOutboundWebIdentityFederation, {})).toEqual({})
    expect(here.read((state) => getEnabledOutbound(state, ACCOUNT))).toBeUndefined()
    expect(here.read((state) => getOutbound(state, ACCOUNT))).toEqual({ ...before, disabledAt: START + 5_000 })
  })

  it('requires permission to disable it', async () => {
    const here = await world()
    const ann = await here.user('ann')
    const asked = here.read((state) => DisableOutboundWebIdentityFederation.authorize({}, ann, { state, awsManaged: here.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:DisableOutboundWebIdentityFederation', resource: '*' }])
  })

  it.each([
    ['was never enabled', []],
    ['is already disabled', [EnableOutboundWebIdentityFederation, DisableOutboundWebIdentityFederation]],
  ])('is refused when it %s', async (_what, before) => {
    const here = await world()
    for (const operation of before) await here.call(operation, {})
    expect(await here.refusal(DisableOutboundWebIdentityFederation, {})).toEqual({ code: 'FeatureDisabled', message })
  })

  it('is denied without permission, and then stays enabled', async () => {
    const here = await world()
    await here.call(EnableOutboundWebIdentityFederation, {})
    expect(await here.refusal(DisableOutboundWebIdentityFederation, {}, await here.user('ann'))).toMatchObject({ code: 'AccessDenied' })
    expect(here.read((state) => getEnabledOutbound(state, ACCOUNT))).toBeDefined()
  })
})
