import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import { type OrganizationRecord, organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { told } from '../errors.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { EXPIRY } from './handshake.js'
import { pendingOf } from './pending.js'

/** What a handshake about all features is made of. */
interface Asked {
  readonly action: 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES'
  /** The account whose answer it awaits. */
  readonly account: string
  readonly parent?: string
}

/** Makes a handshake about all features of an organization. */
export function askForAllFeatures(
  { id, managementAccount, featureSet }: OrganizationRecord,
  asked: Asked,
  deps: OrganizationsDeps,
): HandshakeRecord {
  const { state, ids, clock } = deps
  const { action, account, parent } = asked
  const now = clock.now()
  const made: HandshakeRecord = {
    ...{ id: handshakes.newId(ids), organization: id, action, managementAccount, state: 'REQUESTED', requestedAt: now },
    ...{ expiresAt: now + EXPIRY[action], target: account, party: { id: account, type: 'ACCOUNT' }, featureSet, tags: {} },
    ...(parent !== undefined && { parent }),
  }
  handshakes.add(state, made)
  return made
}

/**
 * What it means that one was accepted: when no invited account is left that has not agreed, the management account is asked to approve; when the
 * management account accepts, the organization has all features. Types of policies are then to be enabled (our choice: nothing is denied unasked).
 */
export function acceptAllFeatures(accepted: HandshakeRecord, deps: OrganizationsDeps): void {
  const { state, clock } = deps
  const organization = organizationRecords.get(state, accepted.organization)
  if (organization === undefined) throw told('HandshakeNotFoundException')
  const { id, managementAccount } = organization
  const pending = pendingOf(state, id, clock.now()).filter((one) => one.id !== accepted.id)
  const isOpen = pending.some(({ target }) => target !== managementAccount && organizationMembers.get(state, target)?.organization === id)
  if (accepted.target !== managementAccount) {
    if (!isOpen)
      askForAllFeatures(organization, { action: 'APPROVE_ALL_FEATURES', account: managementAccount, ...parentOf(accepted) }, deps)
    return
  }
  if (isOpen) throw told('InvalidHandshakeTransitionException', 'Not every invited account has agreed yet.')
  organizationRecords.put(state, { ...organization, featureSet: 'ALL' })
  // What was asked of the management account otherwise is answered with this.
  for (const other of pending) handshakes.put(state, { ...other, state: 'ACCEPTED', endedAt: clock.now() })
}

const parentOf = ({ parent }: HandshakeRecord): { readonly parent?: string } => (parent === undefined ? {} : { parent })
