// accounts: the accounts of an organization: made, listed, moved, closed, removed. Owns how an account is shown and what a new one has. Refuses what AWS
// refuses: to close the management account, and to let a new account go too soon. An account that is made here is one of the installation like any other.

import { accountEmails } from '../../../directory/account/account-email.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationAccountArn } from '../../../directory/organizations/organization-arn.js'
import { memberState, type OrganizationMemberRecord } from '../../../directory/organizations/organization-member.js'
import { organizationPath } from '../../../directory/organizations/organization-place.js'
import type { Account } from '../../../wire/generated/organizations.js'
import { told } from '../errors.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { accountName, memberOf, type Within } from '../tree.js'

/**
 * An account as answers show it: with `Status`, which AWS retired on 2026-09-09 and older clients read, and with `State` (Organizations API reference,
 * Account).
 */
export function accountOutput({ state, organization, now }: Within, member: OrganizationMemberRecord): Account {
  const { account } = member
  const known = memberState(member, now)
  const isManagement = organization.managementAccount === account
  return {
    ...{ Id: account, Arn: organizationAccountArn(organization, account), Email: accountEmails.of(state, account) },
    ...{ Name: accountName(state, account), Status: known === 'CLOSED' ? undefined : known, State: known },
    Paths: [`${organizationPath(state, { organization, member, isManagement })}${account}/`],
    ...{ JoinedMethod: member.joinedMethod, JoinedTimestamp: new Date(member.joinedAt) },
  }
}

/** The account of the organization. */
export function requireMember(within: Within, account: string): OrganizationMemberRecord {
  const member = memberOf(within, account)
  if (member === undefined) throw told('AccountNotFoundException')
  return member
}

/** Why the account of the installation does not become a member: who manages the organization could close it, and with it the installation. */
export const ONLY_MANAGEMENT = 'The account of the installation can only be a management account.'

/** Whether the organization has as many accounts as it may have, before another. */
export const isOrganizationFull = (
  { id }: Pick<OrganizationRecord, 'id'>,
  { state, quotas }: Pick<OrganizationsDeps, 'state' | 'quotas'>,
): boolean => quotas.isFull(state, id, 'AccountsPerOrganization')
