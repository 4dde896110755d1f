import { type OrganizationMemberRecord, organizationMembers } from '../../../directory/organizations/organization-member.js'
import { constraintViolation, told } from '../errors.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { detachAll } from '../policies/attaching.js'
import { memberNode, type Within } from '../tree.js'

/** How long an account that was made here must stay, in milliseconds: four days (Organizations user guide, 2026). */
const WAIT = 4 * 24 * 3_600_000

/**
 * Takes an account out of its organization: it is a standalone account again, without its tags and without policies of the organization. An account
 * that was made four days ago or earlier counts as complete: nothing here asks for a payment method.
 */
export function leaveOrganization(within: Within, member: OrganizationMemberRecord, { state }: Pick<OrganizationsDeps, 'state'>): void {
  const { organization, now } = within
  if (member.account === organization.managementAccount) throw told('MasterCannotLeaveOrganizationException')
  if (Object.keys(organization.delegated[member.account] ?? {}).length > 0)
    throw constraintViolation(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      'You attempted to remove an account from the organization that is a delegated administrator for a service integrated with Organizations. You must first deregister it.',
    )
  // A closed account stays closed, and its member says so.
  if (member.closedAt !== undefined)
    throw constraintViolation('ACCOUNT_CANNOT_LEAVE_ORGANIZATION', 'You attempted to remove an account that is closed.')
  if (member.joinedMethod === 'CREATED' && now < member.joinedAt + WAIT)
    throw constraintViolation(
      'WAIT_PERIOD_ACTIVE',
      "After you create an AWS account, you must wait until at least four days after the account was created. Invited accounts aren't subject to this waiting period.",
    )
  detachAll(within, memberNode(state, organization, member), state)
  organizationMembers.remove(state, member)
}
