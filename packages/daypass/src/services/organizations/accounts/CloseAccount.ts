import { organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers, PENDING } from '../../../directory/organizations/organization-member.js'
import { constraintViolation, told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { detachAll } from '../policies/attaching.js'
import { memberNode, withinOf } from '../tree.js'
import { ONLY_MANAGEMENT, requireMember } from './account.js'

/** The days that closures are counted for, in milliseconds, and how many there may be at least and at most. */
const PERIOD = 30 * 24 * 3_600_000
const LEAST = 250
const MOST = 1_000
/** How many accounts may be PENDING_CLOSURE at a time (Organizations user guide, "Quotas"). */
const AT_ONCE = 3

/**
 * Closes a member account: from the next request on nobody acts in it or on what it has (Organizations API reference, CloseAccount). It is suspended
 * for 90 days, and then gone. What was attached to it is detached, and it stops being an administrator (our choice: nobody acts there, and what it held could
 * never be deleted). Three may be closed at a time, which takes a minute each; in 30 days a fifth of the accounts may be closed, or 250.
 */
export const CloseAccount = organizationsOperation('CloseAccount', {
  summary: 'Closes a member account.',
  actions: ['organizations:CloseAccount'],
  authorize: ({ AccountId }, caller, reads) => [namedPermission('organizations:CloseAccount', AccountId, { caller, reads })],
  handle({ AccountId }, caller, deps) {
    const { state } = deps
    const within = withinOf(caller, deps)
    const { organization, now } = within
    const member = requireMember(within, AccountId)
    if (organization.featureSet !== 'ALL')
      throw constraintViolation(
        'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
        'You attempted to perform an operation that requires your organization to be configured to support all features.',
      )
    if (AccountId === deps.installationAccount && AccountId !== organization.managementAccount)
      throw constraintViolation('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You attempted to close the management account.', ONLY_MANAGEMENT)
    if (AccountId === organization.managementAccount)
      throw constraintViolation('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You attempted to close the management account.')
    if (member.closedAt !== undefined) throw told('AccountAlreadyClosedException')
    const closures = (organization.closures ?? []).filter((at) => at > now - PERIOD)
    const fifth = Math.floor(organizationMembers.count(state, organization.id, 5 * MOST) / 5)
    if (closures.length >= Math.max(LEAST, Math.min(MOST, fifth)))
      throw constraintViolation('CLOSE_ACCOUNT_QUOTA_EXCEEDED', 'You have exceeded close account quota for the past 30 days.')
    if (closures.filter((at) => at > now - PENDING).length >= AT_ONCE)
      throw constraintViolation(
        'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED',
        'You attempted to exceed the number of accounts that you can close at a time.',
      )
    detachAll(within, memberNode(state, organization, member), state)
    const { [AccountId]: _registered, ...delegated } = organization.delegated
    organizationRecords.put(state, { ...organization, delegated, closures: [...closures, now] })
    organizationMembers.put(state, { ...member, attached: {}, closedAt: now })
  },
})
