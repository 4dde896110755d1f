import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { isOrganizationFull, ONLY_MANAGEMENT } from '../accounts/account.js'
import { handshakeViolation, told } from '../errors.js'
import { requireServiceLinkedRole } from '../organization/organization.js'
import { organizationsOperation } from '../organizations.js'
import type { Calling } from '../organizations-deps.js'
import { acceptAllFeatures, isMigrating } from './all-features.js'
import { endedHandshake, handshakeOutput, handshakePermission, requireHandshake } from './handshake.js'

/** Accepts a handshake as its receiver: joins an organization, or agrees to all features (Organizations API reference, AcceptHandshake). */
export const AcceptHandshake = organizationsOperation('AcceptHandshake', {
  summary: 'Accepts an invitation to an organization, or to all its features.',
  actions: ['organizations:AcceptHandshake'],
  authorize: ({ HandshakeId }, caller, reads) => [handshakePermission('organizations:AcceptHandshake', HandshakeId, { caller, reads })],
  handle({ HandshakeId }, caller, deps) {
    const { state, clock } = deps
    const handshake = requireHandshake(state, HandshakeId, { caller, as: 'receiver' })
    const accepted = endedHandshake(handshake, 'ACCEPTED', clock.now())
    handshakes.end(state, accepted)
    if (handshake.action === 'INVITE') join(accepted, { caller, deps })
    else acceptAllFeatures(accepted, deps)
    return { Handshake: handshakeOutput(state, accepted, clock.now()) }
  },
})

function join({ organization: id, tags }: HandshakeRecord, { caller, deps }: Calling): void {
  const { state, clock } = deps
  const organization = organizationRecords.get(state, id)
  if (organization === undefined) throw told('HandshakeNotFoundException')
  if (organizationMembers.get(state, caller.account) !== undefined)
    throw handshakeViolation('ALREADY_IN_AN_ORGANIZATION', 'The AWS account is already a member of an organization.')
  if (isOrganizationFull(organization, deps))
    throw handshakeViolation(
      'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
      'You attempted to exceed the limit on the number of accounts in an organization.',
    )
  // Who joins has not been asked whether it agrees to all features.
  if (isMigrating(state, organization, clock.now())) throw told('InvalidHandshakeTransitionException')
  if (caller.account === deps.installationAccount) throw told('InvalidHandshakeTransitionException', ONLY_MANAGEMENT)
  requireServiceLinkedRole({ caller, deps })
  organizationMembers.add(state, {
    ...{ account: caller.account, organization: id, parent: organization.root, joinedMethod: 'INVITED', joinedAt: clock.now() },
    ...{ attached: {}, tags },
  })
}
