import { organizationPolicies } from '../../../directory/organizations/organization-policy.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { isAttachedAnywhere } from './attaching.js'
import { requireOwnOrganizationPolicy } from './policy.js'

/** Deletes a policy that is attached nowhere (Organizations API reference, DeletePolicy). */
export const DeletePolicy = organizationsOperation('DeletePolicy', {
  summary: 'Deletes a policy that is attached to nothing.',
  actions: ['organizations:DeletePolicy'],
  authorize: ({ PolicyId }, caller, reads) => [namedPermission('organizations:DeletePolicy', PolicyId, { caller, reads })],
  handle({ PolicyId }, caller, deps) {
    const within = withinOf(caller, deps)
    const policy = requireOwnOrganizationPolicy(within, PolicyId)
    if (isAttachedAnywhere(within.organization, policy)) throw told('PolicyInUseException')
    organizationPolicies.delete(deps.state, policy)
  },
})
