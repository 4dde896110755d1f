import { organizationResourcePolicies } from '../../../directory/organizations/organization-resource-policy.js'
import { requireOrganization } from '../callers.js'
import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'

/** Deletes the resource policy of the organization (Organizations API reference, DeleteResourcePolicy). */
export const DeleteResourcePolicy = organizationsOperation('DeleteResourcePolicy', {
  summary: 'Deletes the resource policy of the organization.',
  actions: ['organizations:DeleteResourcePolicy'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:DeleteResourcePolicy', { caller, reads })],
  handle(_input, caller, { state }) {
    const policy = organizationResourcePolicies.get(state, requireOrganization(state, caller).organization.id)
    if (policy === undefined) throw told('ResourcePolicyNotFoundException')
    organizationResourcePolicies.delete(state, policy)
  },
})
