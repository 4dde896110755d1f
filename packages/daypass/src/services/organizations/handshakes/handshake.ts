// handshakes: invitations of accounts to an organization, and the way from consolidated billing to all features. Owns their states, and who may answer
// which. Refuses to invite an address that no account has: nobody could prove that it is theirs. Leaves what joining means to accounts and organization.

import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { accountEmails } from '../../../directory/account/account-email.js'
import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'
import { handshakeArn } from '../../../directory/organizations/organization-arn.js'
import { placeOf } from '../../../directory/organizations/organization-place.js'
import type { Reader } from '../../../directory/state.js'
import type { Handshake, HandshakeParty, HandshakeResource, HandshakeState } from '../../../wire/generated/organizations.js'
import { told } from '../errors.js'
import type { OrganizationsReads } from '../organizations-deps.js'
import { accountName } from '../tree.js'

/** How long an invitation, and a request to enable all features, await an answer; how long they are listed afterwards. In milliseconds. */
const DAY = 24 * 3_600_000
export const EXPIRY = { INVITE: 15 * DAY, ENABLE_ALL_FEATURES: 90 * DAY, APPROVE_ALL_FEATURES: 90 * DAY } as const
const LISTED = 30 * DAY

/** Whether it awaits an answer. */
export const isPending = ({ state, expiresAt }: HandshakeRecord, now: number): boolean =>
  (state === 'OPEN' || state === 'REQUESTED') && now < expiresAt

/** The state of a handshake: one that nobody answered in time has expired. */
export const handshakeState = (handshake: HandshakeRecord, now: number): HandshakeState =>
  handshake.endedAt === undefined && !isPending(handshake, now) ? 'EXPIRED' : handshake.state

/** Whether lists still have it: for 30 days after its end. */
export const isListed = ({ endedAt, expiresAt }: HandshakeRecord, now: number): boolean => now < (endedAt ?? expiresAt) + LISTED

/** A handshake as answers show it (Organizations API reference, Handshake). */
export function handshakeOutput(state: Reader, handshake: HandshakeRecord, now: number): Handshake {
  const { id, organization, party, action } = handshake
  return {
    ...{ Id: id, Arn: handshakeArn(handshake), Action: action, State: handshakeState(handshake, now) },
    Parties: [
      { Id: organization, Type: 'ORGANIZATION' },
      { Id: party.id, Type: party.type },
    ],
    ...{ RequestedTimestamp: new Date(handshake.requestedAt), ExpirationTimestamp: new Date(handshake.expiresAt) },
    Resources: resourcesOf(state, handshake),
  }
}

function resourcesOf(state: Reader, handshake: HandshakeRecord): HandshakeResource[] {
  const { organization, party, managementAccount, featureSet, notes, parent } = handshake
  const Resources: HandshakeResource[] = [
    { Type: 'MASTER_EMAIL', Value: accountEmails.of(state, managementAccount) },
    { Type: 'MASTER_NAME', Value: accountName(state, managementAccount) },
    { Type: 'ORGANIZATION_FEATURE_SET', Value: featureSet },
  ]
  return [
    { Type: 'ORGANIZATION', Value: organization, Resources },
    { Type: party.type, Value: party.id },
    ...(parent === undefined ? [] : [{ Type: 'PARENT_HANDSHAKE' as const, Value: parent }]),
    ...(notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: notes }]),
  ]
}

/** The account that a party means, by its id or its address; an address that no account has means none. */
export const handshakeTarget = (state: Reader, { Id, Type }: HandshakeParty): string | undefined =>
  Type === 'EMAIL' ? accountEmails.account(state, Id) : Id

type Side = 'sender' | 'receiver'

/**
 * Which sides of a handshake the caller is on; none for others. The organization is the sender, by its management account, which also receives what it asks
 * itself.
 */
function sidesOf(state: Reader, { organization, target }: HandshakeRecord, { account }: Caller): readonly Side[] {
  const place = placeOf(state, account)
  const isSender = place?.isManagement === true && place.organization.id === organization
  return [...(target === account ? (['receiver'] as const) : []), ...(isSender ? (['sender'] as const) : [])]
}

/** The handshake, for a caller who is a party of it: nobody else learns that it exists. */
export function requireHandshake(state: Reader, id: string, { caller, as }: { caller: Caller; as?: Side }): HandshakeRecord {
  const handshake = handshakes.get(state, id)
  const sides = handshake === undefined ? [] : sidesOf(state, handshake, caller)
  const hasEnded = handshake !== undefined && organizationRecords.get(state, handshake.organization) === undefined
  if (handshake === undefined || sides.length === 0 || hasEnded || (as !== undefined && !sides.includes(as)))
    throw told('HandshakeNotFoundException')
  return handshake
}

/** The permission on a handshake. Who is not a party of it is asked for one that does not exist. */
export function handshakePermission(
  action: string,
  id: string,
  { caller, reads: { state } }: { readonly caller: Caller; readonly reads: OrganizationsReads },
): RequiredPermission {
  const handshake = handshakes.get(state, id)
  const isParty = handshake !== undefined && sidesOf(state, handshake, caller).length > 0
  const unknown = `arn:aws:organizations::${caller.account}:handshake/o-none/invite/${id}`
  return { action, resource: isParty ? handshakeArn(handshake) : unknown }
}

/** The handshake with its end. Refuses one that has ended, in the same way or in another (Organizations API reference). */
export function endedHandshake(
  handshake: HandshakeRecord,
  state: 'ACCEPTED' | 'DECLINED' | 'CANCELED',
  now: number,
): HandshakeRecord & { readonly endedAt: number } {
  if (handshake.state === state) throw told('HandshakeAlreadyInStateException')
  if (!isPending(handshake, now)) throw told('InvalidHandshakeTransitionException')
  return { ...handshake, state, endedAt: now }
}
