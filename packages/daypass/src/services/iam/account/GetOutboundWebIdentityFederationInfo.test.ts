import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { DisableOutboundWebIdentityFederation } from './DisableOutboundWebIdentityFederation.js'
import { EnableOutboundWebIdentityFederation } from './EnableOutboundWebIdentityFederation.js'
import { GetOutboundWebIdentityFederationInfo } from './GetOutboundWebIdentityFederationInfo.js'

const message = 'Outbound web identity federation is disabled for this account.'

describe('GetOutboundWebIdentityFederationInfo', () => {
  it('returns the issuer that enabling returned', async () => {
    const here = await world()
    const { IssuerIdentifier } = await here.call(EnableOutboundWebIdentityFederation, {})
    expect(await here.call(GetOutboundWebIdentityFederationInfo, {})).toEqual({ IssuerIdentifier, JwtVendingEnabled: true })
  })

  it('requires permission to read it', async () => {
    const here = await world()
    const ann = await here.user('ann')
    const asked = here.read((state) => GetOutboundWebIdentityFederationInfo.authorize({}, ann, { state, awsManaged: here.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:GetOutboundWebIdentityFederationInfo', resource: '*' }])
  })

  it.each([
    ['was never enabled', []],
    ['is disabled', [EnableOutboundWebIdentityFederation, DisableOutboundWebIdentityFederation]],
  ])('is refused when it %s', async (_what, before) => {
    const here = await world()
    for (const operation of before) await here.call(operation, {})
    expect(await here.refusal(GetOutboundWebIdentityFederationInfo, {})).toEqual({ code: 'FeatureDisabled', message })
  })

  it('is denied without permission', async () => {
    const here = await world()
    await here.call(EnableOutboundWebIdentityFederation, {})
    expect(await here.refusal(GetOutboundWebIdentityFederationInfo, {}, await here.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
