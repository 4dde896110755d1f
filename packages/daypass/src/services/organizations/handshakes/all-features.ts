import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import { type OrganizationRecord, organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import type { Reader } from '../../../directory/state.js'
import { told } from '../errors.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { EXPIRY, isPending } from './handshake.js'
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

/** Whether the change to all features is under way: it has begun, and its handshake has not expired. */
export function isMigrating(state: Reader, { migration }: OrganizationRecord, now: number): boolean {
  const begun = migration && handshakes.get(state, migration.handshake)
  return begun !== undefined && isPending(begun, now)
}

/**
 * What it means that one was accepted: when every invited account that is still here has agreed, the management account is asked to approve; when the
 * management account accepts, the organization has all features. Types of policies are then to be enabled (our choice: nothing is denied unasked).
 */
export function acceptAllFeatures(accepted: HandshakeRecord, deps: OrganizationsDeps): void {
  const { state } = deps
  const organization = organizationRecords.get(state, accepted.organization)
  const migration = organization && migrationOf(accepted, organization)
  if (organization === undefined || migration === undefined) throw told('InvalidHandshakeTransitionException')
  const { id, managementAccount } = organization
  const isOutstanding = (account: string) => account !== accepted.target && organizationMembers.get(state, account)?.organization === id
  const awaits = migration.awaits.filter(isOutstanding)
  if (accepted.target !== managementAccount) {
    organizationRecords.put(state, { ...organization, migration: { ...migration, awaits } })
    if (awaits.length === 0)
      askForAllFeatures(organization, { action: 'APPROVE_ALL_FEATURES', account: managementAccount, parent: migration.handshake }, deps)
    return
  }
  if (awaits.length > 0) throw told('InvalidHandshakeTransitionException', 'Not every invited account has agreed yet.')
  const { migration: _done, ...others } = organization
  organizationRecords.put(state, { ...others, featureSet: 'ALL' })
  endOthers(accepted, migration, deps)
}

/** That one was declined or canceled ends the whole change: an account that does not agree cannot be outvoted (our choice: on AWS it stays open). */
export function endMigration(ended: HandshakeRecord, deps: OrganizationsDeps): void {
  const organization = organizationRecords.get(deps.state, ended.organization)
  const migration = organization && migrationOf(ended, organization)
  if (organization === undefined || migration === undefined) return
  const { migration: _ended, ...others } = organization
  organizationRecords.put(deps.state, others)
  endOthers(ended, migration, deps)
}

type Migration = NonNullable<OrganizationRecord['migration']>

/** The change to all features that a handshake is a part of, if it is that of now. */
const migrationOf = ({ id, parent = id }: HandshakeRecord, { migration }: OrganizationRecord): Migration | undefined =>
  migration?.handshake === parent ? migration : undefined

/** Ends what else the change has asked: as accepted, what was asked of the management account, if it has accepted. */
function endOthers(ended: HandshakeRecord, { handshake }: Migration, { state, clock }: OrganizationsDeps): void {
  const now = clock.now()
  for (const other of pendingOf(state, ended.organization, now)) {
    if (other.id === ended.id || (other.id !== handshake && other.parent !== handshake)) continue
    const isAnswered = ended.state === 'ACCEPTED' && other.target === ended.target
    handshakes.end(state, { ...other, state: isAnswered ? 'ACCEPTED' : 'CANCELED', endedAt: now })
  }
}
