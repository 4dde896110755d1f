import { describe, expect, it } from 'vitest'
import { KEY_LEAD, KEY_LIFETIME, TOKEN_REACH } from '../../../credentials/outbound/key-schedule.js'
import { getOutbound } from '../../../directory/iam/outbound-federation.js'
import { ACCOUNT, ISSUER_BASE, root, START, world } from '../../../testing/world.js'
import { DisableOutboundWebIdentityFederation } from './DisableOutboundWebIdentityFederation.js'
import { EnableOutboundWebIdentityFederation } from './EnableOutboundWebIdentityFederation.js'

const allowing = (Action: string) => ({ p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } } })
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

describe('EnableOutboundWebIdentityFederation', () => {
  it('returns the issuer of the account, with a key of each algorithm', async () => {
    const here = await world()
    const { IssuerIdentifier } = await here.call(EnableOutboundWebIdentityFederation, {})
    expect(IssuerIdentifier).toMatch(new RegExp(`^${ISSUER_BASE}/_daypass/outbound/${UUID}$`))
    const record = here.read((state) => getOutbound(state, ACCOUNT))
    expect(record).toMatchObject({ account: ACCOUNT, keys: [{ algorithm: 'RS256' }, { algorithm: 'ES384' }] })
    expect(IssuerIdentifier).toContain(record?.issuerId)
    expect(record).not.toHaveProperty('disabledAt')
  })

  it('returns the same issuer with the same keys when it is enabled again', async () => {
    const here = await world()
    const first = await here.call(EnableOutboundWebIdentityFederation, {})
    const before = here.read((state) => getOutbound(state, ACCOUNT))
    await here.call(DisableOutboundWebIdentityFederation, {})
    expect(await here.call(EnableOutboundWebIdentityFederation, {})).toEqual(first)
    expect(here.read((state) => getOutbound(state, ACCOUNT))).toEqual(before)
  })

  it('replaces keys that became too old while it was disabled', async () => {
    const here = await world()
    await here.call(EnableOutboundWebIdentityFederation, {})
    await here.call(DisableOutboundWebIdentityFederation, {})
    here.clock.move(KEY_LIFETIME + KEY_LEAD + TOKEN_REACH)
    await here.call(EnableOutboundWebIdentityFederation, {})
    const made = here.read((state) => getOutbound(state, ACCOUNT))?.keys.map(({ createdAt }) => createdAt)
    const later = START + here.clock.offset()
    expect(made).toEqual([START, START, later, later])
  })

  it('requires permission to enable it', async () => {
    const here = await world()
    const ann = await here.user('ann')
    const asked = here.read((state) => EnableOutboundWebIdentityFederation.authorize({}, ann, { state, awsManaged: here.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:EnableOutboundWebIdentityFederation', resource: '*' }])
  })

  it('is refused when it is already enabled', async () => {
    const here = await world()
    await here.call(EnableOutboundWebIdentityFederation, {})
    const message = 'Outbound web identity federation is already enabled for this account.'
    expect(await here.refusal(EnableOutboundWebIdentityFederation, {})).toEqual({ code: 'FeatureEnabled', message })
  })

  it('is denied without permission, and then creates nothing', async () => {
    const here = await world()
    const ann = await here.user('ann', allowing('iam:GetOutboundWebIdentityFederationInfo'))
    expect(await here.refusal(EnableOutboundWebIdentityFederation, {}, ann)).toMatchObject({ code: 'AccessDenied' })
    const session = { kind: 'get-session-token', issuedAt: START, expiresAt: START + 3_600_000 } as const
    expect(await here.refusal(EnableOutboundWebIdentityFederation, {}, { ...root, session })).toMatchObject({
      code: 'InvalidClientTokenId',
    })
    expect(here.read((state) => getOutbound(state, ACCOUNT))).toBeUndefined()
  })
})
