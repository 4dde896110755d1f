import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { constraintViolation, handshakeViolation } from '../errors.js'
import { askForAllFeatures } from '../handshakes/all-features.js'
import { handshakeOutput } from '../handshakes/handshake.js'
import { pendingOf } from '../handshakes/pending.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'

/** Invited accounts of which each can be asked in one change of the state: each is three records. */
const MOST = 35

/**
 * Begins the change from consolidated billing to all features: every invited account is asked, and at last the management account (Organizations API
 * reference, EnableAllFeatures).
 */
export const EnableAllFeatures = organizationsOperation('EnableAllFeatures', {
  summary: 'Asks the accounts of the organization to agree to all features.',
  actions: ['organizations:EnableAllFeatures'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:EnableAllFeatures', { caller, reads })],
  handle(_input, caller, deps) {
    const { state } = deps
    const { organization, now } = withinOf(caller, deps)
    if (organization.featureSet === 'ALL')
      throw handshakeViolation(
        'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
        'The handshake request is invalid because the organization has already enabled all features.',
      )
    if (pendingOf(state, organization.id, now).some(({ action }) => action !== 'INVITE'))
      throw handshakeViolation(
        'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
        'The handshake request is invalid because the organization has already started the process to enable all features.',
      )
    const members = organizationMembers.of(state, organization.id, { from: '', limit: 1_000 })
    const invited = members.filter(({ account, joinedMethod }) => joinedMethod === 'INVITED' && account !== caller.account)
    if (invited.length > MOST || members.length === 1_000)
      throw constraintViolation(
        'ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED',
        'Your organization has more invited accounts than can be asked at once.',
      )
    const made = askForAllFeatures(organization, { action: 'ENABLE_ALL_FEATURES', account: caller.account }, deps)
    for (const { account } of invited) askForAllFeatures(organization, { action: 'ENABLE_ALL_FEATURES', account, parent: made.id }, deps)
    return { Handshake: handshakeOutput(state, made, now) }
  },
})
