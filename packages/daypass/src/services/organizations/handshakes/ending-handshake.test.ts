import { describe, expect, it } from 'vitest'
import { organizationWorld, requiredOf, standaloneAccount } from '../../../testing/organization.js'
import { root } from '../../../testing/world.js'
import { AcceptHandshake } from './AcceptHandshake.js'
import { CancelHandshake } from './CancelHandshake.js'
import { DeclineHandshake } from './DeclineHandshake.js'
import { InviteAccountToOrganization } from './InviteAccountToOrganization.js'

const OTHER = '999999999999'

describe.each([
  ['CancelHandshake', CancelHandshake, 'CANCELED', 'sender'],
  ['DeclineHandshake', DeclineHandshake, 'DECLINED', 'receiver'],
] as const)('%s', (name, operation, State, by) => {
  const scene = async () => {
    const made = await organizationWorld()
    const other = await standaloneAccount(made.w, OTHER)
    const { Handshake } = await made.w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: OTHER } })
    const [caller, opposite] = by === 'sender' ? [root, other] : [other, root]
    return { ...made, other, caller, opposite, HandshakeId: Handshake?.Id ?? '' }
  }

  it('ends an invitation, once', async () => {
    const { w, other, caller, HandshakeId } = await scene()
    expect((await w.call(operation, { HandshakeId }, caller)).Handshake).toMatchObject({ Id: HandshakeId, State })
    expect(await w.refusal(operation, { HandshakeId }, caller)).toMatchObject({ code: 'HandshakeAlreadyInStateException' })
    expect(await w.refusal(AcceptHandshake, { HandshakeId }, other)).toMatchObject({ code: 'InvalidHandshakeTransitionException' })
    await w.call(InviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: OTHER } })
  })

  it(`is for the ${by} alone`, async () => {
    const { w, opposite, HandshakeId } = await scene()
    expect(await w.refusal(operation, { HandshakeId }, opposite)).toMatchObject({ code: 'HandshakeNotFoundException' })
  })

  it('requires permission on the handshake', async () => {
    const { w, caller, HandshakeId, arnOf } = await scene()
    expect(requiredOf(w, caller)(operation, { HandshakeId })).toEqual([
      [`organizations:${name}`, arnOf('handshake', `invite/${HandshakeId}`)],
    ])
  })
})
