import { type DelegatingStatement, delegatingStatements } from '../../../access/organizations/organization-document.js'
import type { OrganizationPlace } from '../../../directory/organizations/organization-place.js'
import {
  type OrganizationResourcePolicyRecord,
  organizationResourcePolicies,
} from '../../../directory/organizations/organization-resource-policy.js'
import type { Reader } from '../../../directory/state.js'

/** Parsed once for each record: records are the same object until the next commit. */
const parsed = new WeakMap<OrganizationResourcePolicyRecord, readonly DelegatingStatement[]>()

/**
 * Whether the resource policy of the organization names the action for the account of this place, whatever its conditions: then the account is to see what its
 * own policies are judged by. This allows nothing.
 */
export function isDelegated(state: Reader, { organization, member: { account } }: OrganizationPlace, action: string): boolean {
  const policy = organizationResourcePolicies.get(state, organization.id)
  if (policy === undefined) return false
  const asked = action.toLowerCase()
  return statementsOf(policy).some(
    ({ actions, principals }) =>
      actions.some((one) => one.toLowerCase() === asked) &&
      principals?.some((one) => one === account || one === `arn:aws:iam::${account}:root`) === true,
  )
}

function statementsOf(policy: OrganizationResourcePolicyRecord): readonly DelegatingStatement[] {
  const known = parsed.get(policy)
  if (known !== undefined) return known
  const read = delegatingStatements(policy.text)
  const statements = 'statements' in read ? read.statements : []
  parsed.set(policy, statements)
  return statements
}
