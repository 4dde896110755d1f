import { delegatingStatements } from '../../../access/organizations/organization-document.js'
import { parseArn } from '../../../core/arn.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationResourcePolicyArn } from '../../../directory/organizations/organization-arn.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import type { OrganizationResourcePolicyRecord } from '../../../directory/organizations/organization-resource-policy.js'
import type { ResourcePolicy } from '../../../wire/generated/organizations.js'
import { CALLERS } from '../callers.js'
import { constraintViolation, invalidValue } from '../errors.js'
import type { OrganizationsName } from '../organizations-deps.js'
import type { Within } from '../tree.js'

/** Characters of a resource policy, at most (Organizations user guide, "Quotas and service limits"). */
const MOST = 40_000

/** The resource policy as answers show it. */
export const resourcePolicyOutput = (organization: OrganizationRecord, { id, text }: OrganizationResourcePolicyRecord): ResourcePolicy => ({
  ResourcePolicySummary: { Id: id, Arn: organizationResourcePolicyArn(organization, id) },
  Content: text,
})

/**
 * Refuses a resource policy that is too long, that names anything but actions which can be delegated, each by its whole name, or anyone but member
 * accounts. A user or role of a member is not accepted here (our choice: its name could be given to another later): name its account, and the user or
 * role in a Condition on aws:PrincipalArn.
 */
export function requireResourcePolicy(text: string, within: Within): void {
  if (text.length > MOST) throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.')
  const read = delegatingStatements(text)
  if ('problem' in read)
    throw invalidValue('INVALID_RESOURCE_POLICY_JSON', 'You specified an invalid JSON document for the resource policy.', read.problem)
  for (const { actions, principals } of read.statements) {
    const foreign = actions.find((action) => !isDelegable(action))
    if (foreign !== undefined)
      throw invalidValue(
        'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
        'You specified an action in your policy that is not supported.',
        `${foreign} cannot be delegated. Name each action of Organizations as a whole.`,
      )
    const stranger = principals === undefined ? 'NotPrincipal' : principals.find((principal) => !isMember(principal, within))
    if (stranger !== undefined)
      throw invalidValue(
        'INVALID_PRINCIPAL',
        'You specified an invalid principal element in the policy.',
        `${stranger} is not a member account.`,
      )
  }
}

function isDelegable(action: string): boolean {
  const [vendor = '', name = ''] = action.split(':')
  const place = vendor === 'organizations' && Object.hasOwn(CALLERS, name) ? CALLERS[name as OrganizationsName] : undefined
  return place === 'reader' || place === 'delegable'
}

function isMember(principal: string, { state, organization }: Within): boolean {
  const arn = parseArn(principal)
  const account = arn?.service === 'iam' && arn.resource === 'root' ? arn.account : principal
  const { managementAccount, id } = organization
  return account !== managementAccount && organizationMembers.get(state, account)?.organization === id
}
