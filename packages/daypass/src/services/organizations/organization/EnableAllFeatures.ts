import { handshakes } from '../../../directory/organizations/handshake.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { constraintViolation, handshakeViolation } from '../errors.js'
import { askForAllFeatures, isMigrating } from '../handshakes/all-features.js'
import { handshakeOutput } from '../handshakes/handshake.js'
import { pendingOf } from '../handshakes/pending.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'

/** Members that are looked through, and records that one change of the state may write. */
const MOST_MEMBERS = 10_000
const MOST_RECORDS = 112
const RECORDS = { asked: 4, canceled: 2 }

/**
 * Begins the change from consolidated billing to all features: every invited account is asked, and at last the management account (Organizations API
 * reference, EnableAllFeatures). Invitations that await an answer are canceled, because they were to another kind of organization (our choice).
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
    if (isMigrating(state, organization, now))
      throw handshakeViolation(
        'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
        'The handshake request is invalid because the organization has already started the process to enable all features.',
      )
    const members = organizationMembers.of(state, organization.id, { from: '', limit: MOST_MEMBERS })
    const invited = members.filter((one) => one.joinedMethod === 'INVITED' && one.account !== caller.account && one.closedAt === undefined)
    const invitations = pendingOf(state, organization.id, now).filter(({ action }) => action === 'INVITE')
    const records = RECORDS.asked * (invited.length + 1) + RECORDS.canceled * invitations.length
    if (records > MOST_RECORDS || members.length === MOST_MEMBERS)
      throw constraintViolation(
        'ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED',
        'Your organization has more invited accounts than can be asked at once.',
      )
    const made = askForAllFeatures(organization, { action: 'ENABLE_ALL_FEATURES', account: caller.account }, deps)
    for (const { account } of invited) askForAllFeatures(organization, { action: 'ENABLE_ALL_FEATURES', account, parent: made.id }, deps)
    for (const one of invitations) handshakes.end(state, { ...one, state: 'CANCELED', endedAt: now })
    const migration = { handshake: made.id, awaits: invited.map(({ account }) => account) }
    organizationRecords.put(state, { ...organization, migration })
    return { Handshake: handshakeOutput(state, made, now) }
  },
})
