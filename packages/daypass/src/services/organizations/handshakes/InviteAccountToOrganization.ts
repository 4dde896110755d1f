import { accounts } from '../../../directory/account/account.js'
import { type HandshakeRecord, handshakes } from '../../../directory/organizations/handshake.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import type { HandshakeParty } from '../../../wire/generated/organizations.js'
import { ONLY_MANAGEMENT } from '../accounts/account.js'
import { handshakeViolation, invalidValue, told } from '../errors.js'
import { namedPermission, wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { checkTagList, createdWithTags, mergedTags } from '../tagging.js'
import { type Within, withinOf } from '../tree.js'
import { isMigrating } from './all-features.js'
import { EXPIRY, handshakeOutput, handshakeTarget, isPending } from './handshake.js'
import { arePlacesTaken, pendingOf } from './pending.js'

const ACTION = 'organizations:InviteAccountToOrganization'

/**
 * Invites an account, by its id or its address. It joins when it accepts (Organizations API reference, InviteAccountToOrganization). An invitation that
 * awaits its answer takes the place of an account.
 */
export const InviteAccountToOrganization = organizationsOperation('InviteAccountToOrganization', {
  summary: 'Invites an account to the organization.',
  actions: ['organizations:InviteAccountToOrganization', 'organizations:TagResource'],
  check({ Target, Tags }) {
    if (Target.Type === 'ORGANIZATION')
      throw invalidValue(
        'INVALID_PARTY_TYPE_TARGET',
        'You specified the wrong type of entity (account, organization, or email) as a party.',
      )
    if (!(Target.Type === 'ACCOUNT' ? /^\d{12}$/ : /^[^\s@]+@[^\s@]+\.[^\s@]+$/).test(Target.Id))
      throw invalidValue('INVALID_PATTERN', 'You provided a value that does not match the required pattern.')
    checkName(Target.Id)
    checkTagList(Tags)
  },
  authorize: ({ Target, Tags }, caller, reads) =>
    createdWithTags(
      Target.Type === 'ACCOUNT' ? namedPermission(ACTION, Target.Id, { caller, reads }) : wholePermission(ACTION, { caller, reads }),
      Tags,
    ),
  handle({ Target, Notes, Tags }, caller, deps) {
    const { state, ids } = deps
    const within = withinOf(caller, deps)
    const { organization, now } = within
    const target = requireTarget(Target, deps)
    requireInvitable(within, target, deps)
    countInvitation(within, deps)
    const made: HandshakeRecord = {
      ...{ id: handshakes.newId(ids), organization: organization.id, action: 'INVITE', managementAccount: organization.managementAccount },
      ...{ state: 'OPEN', requestedAt: now, expiresAt: now + EXPIRY.INVITE, target, featureSet: organization.featureSet },
      ...{ party: { id: Target.Id, type: Target.Type === 'EMAIL' ? 'EMAIL' : 'ACCOUNT' }, tags: mergedTags({}, Tags) },
      ...(Notes !== undefined && { notes: Notes }),
    }
    handshakes.add(state, made)
    return { Handshake: handshakeOutput(state, made, now) }
  },
})

/**
 * The account that is invited. It must exist, by its address too (our choice): nobody here can prove that an address is theirs, so that whoever took it
 * later would join.
 */
function requireTarget(party: HandshakeParty, { state, installationAccount }: OrganizationsDeps): string {
  const target = handshakeTarget(state, party)
  if (target === installationAccount)
    throw invalidValue('INVALID_PATTERN_TARGET_ID', 'You specified an account that does not exist.', ONLY_MANAGEMENT)
  if (target !== undefined && accounts.get(state, target) !== undefined) return target
  throw invalidValue('INVALID_PATTERN_TARGET_ID', 'You specified an account that does not exist.')
}

function requireInvitable({ organization, now }: Within, target: string, deps: OrganizationsDeps): void {
  const { state } = deps
  if (organizationMembers.get(state, target) !== undefined)
    throw handshakeViolation('ALREADY_IN_AN_ORGANIZATION', 'The AWS account is already a member of an organization.')
  const pending = pendingOf(state, organization.id, now)
  if (pending.some((one) => one.action === 'INVITE' && one.target === target)) throw told('DuplicateHandshakeException')
  if (isMigrating(state, organization, now))
    throw handshakeViolation(
      'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES',
      "You can't issue new invitations to join an organization while it's in the process of enabling all features. You can resume inviting accounts after you finalize the process when all accounts have agreed to the change.",
    )
  if (arePlacesTaken(organization, deps))
    throw handshakeViolation(
      'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
      'You attempted to exceed the limit on the number of accounts in an organization.',
    )
}

/** Invitations in 24 hours: so many, or as many as there may be accounts (Organizations user guide, "Quotas and service limits"). */
const A_DAY = 20
const DAY = 24 * 3_600_000

/** Counts an invitation, and takes those that have expired out of those that await an answer. */
function countInvitation({ organization, now }: Within, { state, quotas }: OrganizationsDeps): void {
  const known = organization.invitations
  const { since, count } = known !== undefined && now - known.since < DAY ? known : { since: now, count: 0 }
  if (count >= Math.max(A_DAY, quotas.limits.AccountsPerOrganization))
    throw handshakeViolation(
      'HANDSHAKE_RATE_LIMIT_EXCEEDED',
      'You attempted to exceed the number of handshakes that you can send in one day.',
    )
  organizationRecords.put(state, { ...organization, invitations: { since, count: count + 1 } })
  const expired = handshakes.unanswered(state, organization.id).filter((one) => !isPending(one, now))
  for (const one of expired.slice(0, A_DAY)) handshakes.expire(state, one)
}
