// organization: an organization as a whole: created, described, deleted, its root, and all its features enabled. Owns how both are shown, and who may
// create one. Leaves accounts and units to their folders.

import { roleArn } from '../../../core/arn.js'
import { accountEmails } from '../../../directory/account/account-email.js'
import { attach } from '../../../directory/iam/attachment.js'
import { type RoleRecord, roles, serviceLinkedPath, serviceLinkedTrust } from '../../../directory/iam/role.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationAccountArn, organizationArn, organizationRootArn } from '../../../directory/organizations/organization-arn.js'
import type { Reader } from '../../../directory/state.js'
import type { Organization, Root } from '../../../wire/generated/organizations.js'
import { OrganizationsError } from '../error.js'
import { told } from '../errors.js'
import type { Calling, OrganizationsDeps } from '../organizations-deps.js'
import { ROOT_NAME } from '../tree.js'

/** An organization as answers show it. AWS calls the list of types outdated: it has only that of SCPs, whatever is enabled. */
export function organizationOutput(state: Reader, organization: OrganizationRecord): Organization {
  const { id, featureSet, managementAccount } = organization
  return {
    Id: id,
    Arn: organizationArn(organization),
    FeatureSet: featureSet,
    MasterAccountArn: organizationAccountArn(organization, managementAccount),
    MasterAccountId: managementAccount,
    MasterAccountEmail: accountEmails.of(state, managementAccount),
    AvailablePolicyTypes: featureSet === 'ALL' ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
  }
}

/** The root as answers show it. */
export const rootOutput = (organization: OrganizationRecord): Root => ({
  Id: organization.root,
  Arn: organizationRootArn(organization, organization.root),
  Name: ROOT_NAME,
  PolicyTypes: organization.policyTypes.map((Type) => ({ Type, Status: 'ENABLED' as const })),
})

const SERVICE = 'organizations.amazonaws.com'
const ROLE = 'AWSServiceRoleForOrganizations'
const POLICY = 'arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy'

/**
 * Makes the service-linked role of Organizations in the caller's account, unless it is there. The caller needs iam:CreateServiceLinkedRole on it
 * (Organizations user guide, "Organizations and service-linked roles").
 */
export function requireServiceLinkedRole({ caller, deps }: Calling): void {
  if (roles.get(deps.state, caller.account, ROLE) !== undefined) return
  const resource = roleArn(caller.account, serviceLinkedPath(SERVICE), ROLE)
  const asked = deps.ask({ action: 'iam:CreateServiceLinkedRole', resource, context: { 'iam:AWSServiceName': SERVICE } })
  if (!asked.allowed)
    throw new OrganizationsError('AccessDeniedForDependencyException', asked.message, {
      fields: { Reason: 'ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE' },
    })
  makeServiceLinkedRole(caller.account, deps)
}

/** Makes the service-linked role of Organizations, as every account of an organization has it. It may exceed the quota of roles. */
export function makeServiceLinkedRole(account: string, { state, ids, clock }: OrganizationsDeps): void {
  const made: RoleRecord = {
    ...{ account, name: ROLE, path: serviceLinkedPath(SERVICE), id: roles.newId(ids, account), createdAt: clock.now(), tags: {} },
    ...{ ownedBy: 'service', trust: serviceLinkedTrust(SERVICE), maxSessionDuration: 3_600, inlinePolicies: {}, attachedPolicies: [] },
    description: 'Service-linked role used by AWS Organizations to enable integration of other AWS services with Organizations.',
  }
  roles.put(state, attach(state, 'role', { record: made, arn: POLICY }))
}

/** Refuses an account that may not create an organization here, whatever its policies say: one organization would set bounds to others. */
export function requireMayCreate({ caller, deps }: Calling): void {
  if (deps.whoMayCreate === 'any' || caller.account === deps.installationAccount) return
  throw told(
    'AccessDeniedException',
    'Only the account of the installation may create an organization, unless the server runs with --organizations any.',
  )
}
