import { organizationResourcePolicies } from '../../../directory/organizations/organization-resource-policy.js'
import { requireOrganization } from '../callers.js'
import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resourcePolicyOutput } from './resource-policy.js'

/** Describes the resource policy of the organization (Organizations API reference, DescribeResourcePolicy). */
export const DescribeResourcePolicy = organizationsOperation('DescribeResourcePolicy', {
  summary: 'Describes the resource policy of the organization.',
  actions: ['organizations:DescribeResourcePolicy'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:DescribeResourcePolicy', { caller, reads })],
  handle(_input, caller, { state }) {
    const { organization } = requireOrganization(state, caller)
    const policy = organizationResourcePolicies.get(state, organization.id)
    if (policy === undefined) throw told('ResourcePolicyNotFoundException')
    return { ResourcePolicy: resourcePolicyOutput(organization, policy) }
  },
})
