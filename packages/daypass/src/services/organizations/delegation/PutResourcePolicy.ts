import { requestTags } from '../../../access/request-tags.js'
import { organizationResourcePolicies } from '../../../directory/organizations/organization-resource-policy.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { DOCUMENT_BODY } from '../policies/policy.js'
import { checkTagList, mergedTags } from '../tagging.js'
import { withinOf } from '../tree.js'
import { requireResourcePolicy, resourcePolicyOutput } from './resource-policy.js'

/**
 * Makes or changes the resource policy, with which the management account lets members manage policies (Organizations API reference,
 * PutResourcePolicy). It never stands in for a permission of the member's own account.
 */
export const PutResourcePolicy = organizationsOperation('PutResourcePolicy', {
  summary: 'Lets members call operations of the management account.',
  actions: ['organizations:PutResourcePolicy'],
  maxBody: 2 * DOCUMENT_BODY,
  check: ({ Tags }) => checkTagList(Tags),
  authorize: ({ Tags }, caller, reads) => [
    wholePermission('organizations:PutResourcePolicy', { caller, reads, context: requestTags(Tags) }),
  ],
  handle({ Content, Tags }, caller, deps) {
    const { state, ids } = deps
    const within = withinOf(caller, deps)
    const { organization } = within
    requireResourcePolicy(Content, within)
    const known = organizationResourcePolicies.get(state, organization.id)
    const id = known?.id ?? organizationResourcePolicies.newId(ids)
    const put = { organization: organization.id, id, text: Content, tags: mergedTags(known?.tags ?? {}, Tags) }
    organizationResourcePolicies.put(state, put)
    return { ResourcePolicy: resourcePolicyOutput(organization, put) }
  },
})
