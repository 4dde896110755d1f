import { handshakes } from '../../../directory/organizations/handshake.js'
import { organizationsOperation } from '../organizations.js'
import { endMigration } from './all-features.js'
import { endedHandshake, handshakeOutput, handshakePermission, requireHandshake } from './handshake.js'

/** How a handshake ends without effect: the receiver declines it, or the sender cancels it. */
const ENDS = {
  CancelHandshake: { as: 'sender', state: 'CANCELED', summary: 'Cancels an invitation that the organization has sent.' },
  DeclineHandshake: { as: 'receiver', state: 'DECLINED', summary: 'Declines an invitation that the account has got.' },
} as const

/** An operation that ends a handshake without effect (Organizations API reference, CancelHandshake, DeclineHandshake). */
export function endingOperation<Name extends keyof typeof ENDS>(name: Name) {
  const action = `organizations:${name}`
  const { as, state: end, summary } = ENDS[name]
  return organizationsOperation(name, {
    summary,
    actions: [action],
    authorize: ({ HandshakeId }, caller, reads) => [handshakePermission(action, HandshakeId, { caller, reads })],
    handle({ HandshakeId }, caller, deps) {
      const { state, clock } = deps
      const ended = endedHandshake(requireHandshake(state, HandshakeId, { caller, as }), end, clock.now())
      handshakes.end(state, ended)
      if (ended.action !== 'INVITE') endMigration(ended, deps)
      return { Handshake: handshakeOutput(state, ended, clock.now()) }
    },
  })
}
