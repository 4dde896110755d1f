import { describe, expect, it } from 'vitest'
import { standaloneAccount } from '../../../testing/organization.js'
import { type World, world } from '../../../testing/world.js'
import { LeaveOrganization } from '../accounts/LeaveOrganization.js'
import { CreateOrganization } from '../organization/CreateOrganization.js'
import { DescribeOrganization } from '../organization/DescribeOrganization.js'
import { EnableAllFeatures } from '../organization/EnableAllFeatures.js'
import { AcceptHandshake } from './AcceptHandshake.js'
import { CancelHandshake } from './CancelHandshake.js'
import { DeclineHandshake } from './DeclineHandshake.js'
import { DescribeHandshake } from './DescribeHandshake.js'
import { InviteAccountToOrganization } from './InviteAccountToOrganization.js'
import { ListHandshakesForAccount } from './ListHandshakesForAccount.js'

const ONE = '888888888888'
const TWO = '999999999999'
const DAY = 24 * 3_600_000

const invite = async (w: World, Id: string): Promise<string> =>
  (await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id } })).Handshake?.Id ?? ''

async function joined(w: World, id: string) {
  const account = await standaloneAccount(w, id)
  await w.call(AcceptHandshake, { HandshakeId: await invite(w, id) }, account)
  return account
}

/** An organization that shares bills alone, with two accounts that were invited. */
async function billing() {
  const w = await world()
  await w.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
  return { w, one: await joined(w, ONE), two: await joined(w, TWO) }
}

/** The same once all of them have been asked: the handshake of the management account, and that of each. */
async function asked() {
  const { w, one, two } = await billing()
  const own = (await w.call(EnableAllFeatures, {})).Handshake?.Id ?? ''
  const Filter = { ParentHandshakeId: own }
  const of = async (account?: typeof one) => (await w.call(ListHandshakesForAccount, { Filter }, account)).Handshakes?.[0]?.Id ?? ''
  const state = async (HandshakeId: string, account?: typeof one) =>
    (await w.call(DescribeHandshake, { HandshakeId }, account)).Handshake?.State
  const features = async () => (await w.call(DescribeOrganization, {})).Organization?.FeatureSet
  return { w, one, two, own, ofOne: await of(one), ofTwo: await of(two), approve: of, state, features }
}

describe('all features', () => {
  it('come when every invited account has agreed, and the management account approves', async () => {
    const { w, one, two, own, ofOne, ofTwo, approve, state, features } = await asked()
    await w.call(AcceptHandshake, { HandshakeId: ofOne }, one)
    expect(await w.refusal(AcceptHandshake, { HandshakeId: own })).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    await w.call(AcceptHandshake, { HandshakeId: ofTwo }, two)
    await w.call(AcceptHandshake, { HandshakeId: await approve() })
    expect([await features(), await state(own)]).toEqual(['ALL', 'ACCEPTED'])
  })

  it('are not approved for an account that declines: that ends it for all', async () => {
    const { w, one, two, own, ofOne, ofTwo, state, features } = await asked()
    await w.call(AcceptHandshake, { HandshakeId: ofOne }, one)
    await w.call(DeclineHandshake, { HandshakeId: ofTwo }, two)
    expect(await w.refusal(AcceptHandshake, { HandshakeId: own })).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    expect([await features(), await state(own), await state(ofTwo, two)]).toEqual(['CONSOLIDATED_BILLING', 'CANCELED', 'DECLINED'])
    await w.call(EnableAllFeatures, {})
  })

  it.each(['own', 'ofOne'] as const)('are not reached by canceling: %s ends it for all', async (which) => {
    const scene = await asked()
    const { w, one, two, ofTwo, state, features } = scene
    await w.call(CancelHandshake, { HandshakeId: scene[which] })
    expect([await state(scene.own), await state(scene.ofOne, one), await state(ofTwo, two)]).toEqual(['CANCELED', 'CANCELED', 'CANCELED'])
    expect(await w.refusal(AcceptHandshake, { HandshakeId: ofTwo }, two)).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    expect(await features()).toBe('CONSOLIDATED_BILLING')
    await invite(w, await standaloneAccount(w, '777777777777').then(({ account }) => account))
  })

  it('do not wait for an account that has left', async () => {
    const { w, one, two, own, ofOne, features } = await asked()
    await w.call(LeaveOrganization, {}, two)
    await w.call(AcceptHandshake, { HandshakeId: ofOne }, one)
    await w.call(AcceptHandshake, { HandshakeId: own })
    expect(await features()).toBe('ALL')
  })

  it('are asked for again after 90 days; an answer to what was asked before changes nothing', async () => {
    const { w, one, ofOne, own, features } = await asked()
    w.clock.move(90 * DAY)
    for (const [HandshakeId, caller] of [
      [ofOne, one],
      [own, undefined],
    ] as const)
      expect(await w.refusal(AcceptHandshake, { HandshakeId }, caller)).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    await w.call(EnableAllFeatures, {})
    expect(await features()).toBe('CONSOLIDATED_BILLING')
  })

  it('cancel the invitations from before, which were to something else', async () => {
    const { w } = await billing()
    const late = await standaloneAccount(w, '777777777777')
    const HandshakeId = await invite(w, late.account)
    await w.call(EnableAllFeatures, {})
    expect((await w.call(DescribeHandshake, { HandshakeId }, late)).Handshake?.State).toBe('CANCELED')
    expect(await w.refusal(AcceptHandshake, { HandshakeId }, late)).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    expect(await w.refusal(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: late.account } })).toMatchObject({
      code: 'HandshakeConstraintViolationException',
    })
  })

  it('can be asked of as many accounts as one change of the state may ask, and no more', async () => {
    const w = await world({ quotas: { AccountsPerOrganization: 200 } })
    await w.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
    for (let n = 0; n < 27; n++) await joined(w, String(800_000_000_000 + n))
    await w.call(EnableAllFeatures, {})
    const another = await world({ quotas: { AccountsPerOrganization: 200 } })
    await another.call(CreateOrganization, { FeatureSet: 'CONSOLIDATED_BILLING' })
    for (let n = 0; n < 28; n++) await joined(another, String(800_000_000_000 + n))
    expect(await another.refusal(EnableAllFeatures, {})).toMatchObject({ code: 'ConstraintViolationException' })
  })
})
