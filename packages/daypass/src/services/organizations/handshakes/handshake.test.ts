import { describe, expect, it } from 'vitest'
import { organizationWorld, required, requiredOf, standaloneAccount, userOf } from '../../../testing/organization.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { DescribeAccount } from '../accounts/DescribeAccount.js'
import { CreateOrganization } from '../organization/CreateOrganization.js'
import { ListTagsForResource } from '../tags/ListTagsForResource.js'
import { AcceptHandshake } from './AcceptHandshake.js'
import { DeclineHandshake } from './DeclineHandshake.js'
import { DescribeHandshake } from './DescribeHandshake.js'
import { InviteAccountToOrganization } from './InviteAccountToOrganization.js'
import { ListHandshakesForAccount } from './ListHandshakesForAccount.js'
import { ListHandshakesForOrganization } from './ListHandshakesForOrganization.js'

const OTHER = '999999999999'
const DAY = 24 * 3_600_000
const Target = { Type: 'ACCOUNT', Id: OTHER } as const

/** An organization that has invited a standalone account. */
async function invited(over: object = {}) {
  const made = await organizationWorld()
  const other = await standaloneAccount(made.w, OTHER)
  const { Handshake } = await made.w.call(InviteAccountToOrganization, { Target, Notes: 'welcome', ...over })
  return { ...made, other, Handshake, HandshakeId: Handshake?.Id ?? '' }
}

describe('an invitation', () => {
  it('shows both parties, and is known to them alone', async () => {
    const { w, id, other, admin, Handshake, HandshakeId, arnOf } = await invited()
    expect(Handshake).toEqual({
      ...{
        Id: expect.stringMatching(/^h-[a-z0-9]{8}$/),
        Arn: arnOf('handshake', `invite/${HandshakeId}`),
        Action: 'INVITE',
        State: 'OPEN',
      },
      Parties: [
        { Id: id, Type: 'ORGANIZATION' },
        { Id: OTHER, Type: 'ACCOUNT' },
      ],
      ...{ RequestedTimestamp: new Date(START), ExpirationTimestamp: new Date(START + 15 * DAY) },
      Resources: [
        {
          ...{ Type: 'ORGANIZATION', Value: id },
          Resources: [
            { Type: 'MASTER_EMAIL', Value: `${ACCOUNT}@accounts.daypass.invalid` },
            { Type: 'MASTER_NAME', Value: ACCOUNT },
            { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' },
          ],
        },
        { Type: 'ACCOUNT', Value: OTHER },
        { Type: 'NOTES', Value: 'welcome' },
      ],
    })
    for (const caller of [root, other]) expect(await w.call(DescribeHandshake, { HandshakeId }, caller)).toEqual({ Handshake })
    expect(await w.call(ListHandshakesForAccount, {}, other)).toEqual({ Handshakes: [Handshake] })
    expect(await w.call(ListHandshakesForOrganization, {})).toEqual({ Handshakes: [Handshake] })
    expect(await w.call(ListHandshakesForOrganization, { Filter: { ActionType: 'APPROVE_ALL_FEATURES' } })).toEqual({ Handshakes: [] })
    for (const caller of [admin, await standaloneAccount(w, '888888888888')])
      expect(await w.refusal(DescribeHandshake, { HandshakeId }, caller)).toEqual({
        code: 'HandshakeNotFoundException',
        message: "You specified a handshake that doesn't exist.",
      })
  })

  it('makes the account that accepts it a member, with the tags of the invitation', async () => {
    const { w, other, HandshakeId } = await invited({ Tags: [{ Key: 'k', Value: 'v' }] })
    expect((await w.call(AcceptHandshake, { HandshakeId }, other)).Handshake?.State).toBe('ACCEPTED')
    expect((await w.call(DescribeAccount, { AccountId: OTHER })).Account).toMatchObject({
      JoinedMethod: 'INVITED',
      Name: `account ${OTHER}`,
    })
    expect(await w.call(ListTagsForResource, { ResourceId: OTHER })).toEqual({ Tags: [{ Key: 'k', Value: 'v' }] })
    expect(await w.refusal(AcceptHandshake, { HandshakeId }, other)).toMatchObject({ code: 'HandshakeAlreadyInStateException' })
  })

  it('reaches an account by its address too', async () => {
    const { w, other } = await invited({ Target: { Type: 'EMAIL', Id: `${OTHER}@accounts.daypass.invalid` } })
    const [one] = (await w.call(ListHandshakesForAccount, {}, other)).Handshakes ?? []
    await w.call(AcceptHandshake, { HandshakeId: one?.Id ?? '' }, other)
  })

  it('is accepted by its receiver alone, who may make the service-linked role', async () => {
    const { w, HandshakeId } = await invited()
    expect(await w.refusal(AcceptHandshake, { HandshakeId })).toMatchObject({ code: 'HandshakeNotFoundException' })
    const bob = await userOf(w, OTHER, { name: 'bob', statement: { Action: 'organizations:*' } })
    expect(await w.refusal(AcceptHandshake, { HandshakeId }, bob)).toMatchObject({ code: 'AccessDeniedForDependencyException' })
    expect(await w.refusal(DescribeAccount, { AccountId: OTHER })).toMatchObject({ code: 'AccountNotFoundException' })
  })

  it('expires after 15 days, and is listed for 30 more', async () => {
    const { w, other, HandshakeId } = await invited()
    w.clock.move(15 * DAY)
    expect(await w.refusal(AcceptHandshake, { HandshakeId }, other)).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    expect((await w.call(ListHandshakesForOrganization, {})).Handshakes).toMatchObject([{ State: 'EXPIRED' }])
    w.clock.move(45 * DAY)
    expect(await w.call(ListHandshakesForOrganization, {})).toEqual({ Handshakes: [] })
  })

  it.each<[string, object, string]>([
    ['who is invited', { Type: 'ACCOUNT', Id: OTHER }, 'DuplicateHandshakeException'],
    ['a member', { Type: 'EMAIL', Id: 'Dev@example.com' }, 'HandshakeConstraintViolationException'],
    ['an organization', { Type: 'ORGANIZATION', Id: 'o-aaaaaaaaaa' }, 'InvalidInputException'],
    ['no account', { Type: 'ACCOUNT', Id: 'x' }, 'InvalidInputException'],
    ['an account of nobody', { Type: 'ACCOUNT', Id: '123456789012' }, 'InvalidInputException'],
    ['no address', { Type: 'EMAIL', Id: 'x' }, 'InvalidInputException'],
    ['an address that no account has', { Type: 'EMAIL', Id: 'a@example.com' }, 'InvalidInputException'],
    [
      'an address made of an id that no account has',
      { Type: 'EMAIL', Id: '123456789012@accounts.daypass.invalid' },
      'InvalidInputException',
    ],
  ])('is not sent to %s', async (_what, to, code) => {
    const { w } = await invited()
    expect(await w.refusal(InviteAccountToOrganization, { Target: to })).toMatchObject({ code })
  })

  it('takes the place of an account', async () => {
    const { w } = await organizationWorld({ quotas: { AccountsPerOrganization: 3 } })
    for (const id of ['888888888888', OTHER]) await standaloneAccount(w, id)
    await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: '888888888888' } })
    expect(await w.refusal(InviteAccountToOrganization, { Target })).toMatchObject({
      code: 'HandshakeConstraintViolationException',
    })
  })

  it('is sent twenty times a day, whatever becomes of it', async () => {
    const { w, other } = await invited()
    let last = (await w.call(ListHandshakesForAccount, {}, other)).Handshakes?.[0]?.Id ?? ''
    const again = async () => {
      await w.call(DeclineHandshake, { HandshakeId: last }, other)
      last = (await w.call(InviteAccountToOrganization, { Target })).Handshake?.Id ?? ''
    }
    for (let n = 1; n < 20; n++) await again()
    await w.call(DeclineHandshake, { HandshakeId: last }, other)
    expect(await w.refusal(InviteAccountToOrganization, { Target })).toMatchObject({
      code: 'HandshakeConstraintViolationException',
      message: 'You attempted to exceed the number of handshakes that you can send in one day.',
    })
    w.clock.move(DAY)
    await w.call(InviteAccountToOrganization, { Target })
  })

  it('does not count for ever: not when it has ended, nor when it has expired', async () => {
    const { w, other } = await invited()
    for (let n = 0; n < 150; n++) {
      w.clock.move((n + 1) * 15 * DAY)
      const { Handshake } = await w.call(InviteAccountToOrganization, { Target })
      if (n % 2 === 0) await w.call(DeclineHandshake, { HandshakeId: Handshake?.Id ?? '' }, other)
    }
  })

  it('is not sent to the account of the installation, which can only manage', async () => {
    const w = await world({ organizations: 'any' })
    const boss = await standaloneAccount(w, OTHER)
    await w.call(CreateOrganization, {}, boss)
    expect(await w.refusal(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: ACCOUNT } }, boss)).toMatchObject({
      code: 'InvalidInputException',
    })
  })

  it('requires permission on itself, for who is not its party as on one that is not there', async () => {
    const { w, other, HandshakeId, arnOf } = await invited()
    for (const [operation, action] of [
      [AcceptHandshake, 'organizations:AcceptHandshake'],
      [DescribeHandshake, 'organizations:DescribeHandshake'],
    ] as const) {
      expect(requiredOf(w, other)(operation, { HandshakeId })).toEqual([[action, arnOf('handshake', `invite/${HandshakeId}`)]])
      const stranger = await standaloneAccount(w, '888888888888')
      expect(requiredOf(w, stranger)(operation, { HandshakeId })).toEqual([
        [action, `arn:aws:organizations::888888888888:handshake/o-none/invite/${HandshakeId}`],
      ])
    }
    const Tags = [{ Key: 'k', Value: 'v' }]
    const keys = { 'aws:TagKeys': ['k'], 'aws:RequestTag/k': 'v' }
    expect(required(w, InviteAccountToOrganization, { Target, Tags })).toEqual([
      ['organizations:InviteAccountToOrganization', arnOf('account', OTHER), keys],
      ['organizations:TagResource', arnOf('account', OTHER), keys],
    ])
    expect(required(w, ListHandshakesForAccount, {})).toEqual([['organizations:ListHandshakesForAccount', '*']])
    expect(required(w, ListHandshakesForOrganization, {})).toEqual([['organizations:ListHandshakesForOrganization', '*']])
  })
})
