// policies: policies of an organization for services (SCPs) and resources (RCPs): their documents, what they are attached to, and which types are enabled.
// Owns quotas, and that something is always attached. Refuses types of policies that nothing here would enforce. Leaves deciding to access.

import { organizationPolicyProblem } from '../../../access/organizations/organization-document.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationPolicyArn } from '../../../directory/organizations/organization-arn.js'
import {
  FULL_ACCESS,
  type FullAccessPolicy,
  fullAccessPolicy,
  ORGANIZATION_POLICY_QUOTAS,
  ORGANIZATION_POLICY_TYPES,
  type OrganizationPolicyRecord,
  type OrganizationPolicyType,
  organizationPolicies,
} from '../../../directory/organizations/organization-policy.js'
import type { PolicySummary, PolicyType } from '../../../wire/generated/organizations.js'
import { constraintViolation, invalidValue, malformedDocument, told } from '../errors.js'
import type { Within } from '../tree.js'

/** Bytes of a request with a document: twice its most characters, all of it escaped. */
export const DOCUMENT_BODY = 131_072

type Shown = Pick<OrganizationPolicyRecord, 'id' | 'type' | 'name' | 'description'>

/** A policy as answers show it, without its text. */
export const policySummary = (organization: OrganizationRecord, { id, type, name, description }: Shown): PolicySummary => ({
  ...{ Id: id, Arn: organizationPolicyArn(organization, { id, type }), Name: name, Description: description, Type: type },
  AwsManaged: fullAccessPolicy(id) !== undefined,
})

/** Whether policies of this type decide anything here. */
export const isEnforcedType = (type: PolicyType): type is OrganizationPolicyType => ORGANIZATION_POLICY_TYPES.some((one) => one === type)

/** The type, if policies of it decide anything here; another is refused by name, never stored without effect. */
export function requireType(type: PolicyType): OrganizationPolicyType {
  if (isEnforcedType(type)) return type
  throw invalidValue('INVALID_ENUM_POLICY_TYPE', `${type} is not supported by this version of daypass: nothing here would enforce it.`)
}

/** A policy of the organization, or of AWS. */
export function requireOrganizationPolicy({ state, organization }: Within, id: string): OrganizationPolicyRecord | FullAccessPolicy {
  const policy = fullAccessPolicy(id) ?? organizationPolicies.get(state, organization.id, id)
  if (policy === undefined) throw told('PolicyNotFoundException')
  return policy
}

/** The same, refusing those of AWS, which nobody changes. */
export function requireOwnOrganizationPolicy(within: Within, id: string): OrganizationPolicyRecord {
  const policy = requireOrganizationPolicy(within, id)
  if (!('organization' in policy))
    throw invalidValue('IMMUTABLE_POLICY', "You specified a policy that is managed by AWS and can't be modified.")
  return policy
}

const KINDS = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } as const

/** Refuses a document that is too long, all characters counted, or not a policy of its type. */
export function requireDocument(text: string, type: OrganizationPolicyType): void {
  if (text.length > ORGANIZATION_POLICY_QUOTAS[type].characters)
    throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.')
  const problem = organizationPolicyProblem(text, KINDS[type])
  if (problem !== undefined) throw malformedDocument(problem)
}

/** Refuses a name that another policy of the type has; those of AWS have theirs. */
export function requireFreeName({ state, organization }: Within, type: OrganizationPolicyType, name: string): void {
  const isTaken = organizationPolicies.hasName(state, { organization: organization.id, type, name })
  if (isTaken || name === FULL_ACCESS[type].name) throw told('DuplicatePolicyException')
}
