import { organizationsOperation } from '../organizations.js'
import { handshakeOutput, handshakePermission, requireHandshake } from './handshake.js'

/** Describes a handshake to its parties (Organizations API reference, DescribeHandshake). */
export const DescribeHandshake = organizationsOperation('DescribeHandshake', {
  summary: 'Describes a handshake that the account is a party of.',
  actions: ['organizations:DescribeHandshake'],
  authorize: ({ HandshakeId }, caller, reads) => [handshakePermission('organizations:DescribeHandshake', HandshakeId, { caller, reads })],
  handle: ({ HandshakeId }, caller, { state, clock }) => ({
    Handshake: handshakeOutput(state, requireHandshake(state, HandshakeId, { caller }), clock.now()),
  }),
})
