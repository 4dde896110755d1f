import { rootArn } from '../../../core/arn.js'
import { accounts, unusedAccountId } from '../../../directory/account/account.js'
import { accountEmails } from '../../../directory/account/account-email.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { makeServiceLinkedRole } from '../organization/organization.js'
import type { OrganizationsDeps } from '../organizations-deps.js'
import { mergedTags } from '../tagging.js'
import type { Tag } from '../../../wire/generated/organizations.js'

/** An account that an organization makes. */
export interface NewAccount {
  readonly name: string
  readonly email: string
  /** The role that the management account can assume. */
  readonly roleName: string
  readonly tags: readonly Tag[] | undefined
}

/**
 * Makes an account below the root: as one of the installation, with the role for the management account and the service-linked role of Organizations
 * (Organizations user guide, "Creating a member account"). Its root user has no key, as on AWS: nobody gets one unasked.
 */
export function makeAccount(
  organization: OrganizationRecord,
  { name, email, roleName, tags }: NewAccount,
  deps: OrganizationsDeps,
): string {
  const { state, ids, clock } = deps
  const account = unusedAccountId(ids, deps)
  const createdAt = clock.now()
  accounts.put(state, { id: account, name, createdAt, email })
  accountEmails.put(state, { email, account })
  organizationMembers.add(state, {
    ...{ account, organization: organization.id, parent: organization.root, joinedMethod: 'CREATED', joinedAt: createdAt },
    ...{ attached: {}, tags: mergedTags({}, tags) },
  })
  makeServiceLinkedRole(account, deps)
  roles.put(state, accessRole(organization, { account, name: roleName }, deps))
  return account
}

/** The role for the management account: with an inline policy of this name, as seen on AWS. */
function accessRole(
  { managementAccount }: OrganizationRecord,
  at: { account: string; name: string },
  { ids, clock }: OrganizationsDeps,
): RoleRecord {
  const statement = (body: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...body }] })
  return {
    ...{
      ...at,
      path: '/',
      id: roles.newId(ids, at.account),
      createdAt: clock.now(),
      tags: {},
      attachedPolicies: [],
      maxSessionDuration: 3_600,
    },
    trust: statement({ Principal: { AWS: rootArn(managementAccount) }, Action: 'sts:AssumeRole' }),
    inlinePolicies: { AdministratorAccess: statement({ Action: '*', Resource: '*' }) },
  }
}
