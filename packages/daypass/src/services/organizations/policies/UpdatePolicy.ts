import { organizationPolicies } from '../../../directory/organizations/organization-policy.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import { withinOf } from '../tree.js'
import { DOCUMENT_BODY, policySummary, requireDocument, requireFreeName, requireOwnOrganizationPolicy } from './policy.js'

/** Changes name, description or text of a policy; what is left out stays (Organizations API reference, UpdatePolicy). */
export const UpdatePolicy = organizationsOperation('UpdatePolicy', {
  summary: 'Changes the name, the description or the text of a policy.',
  actions: ['organizations:UpdatePolicy'],
  maxBody: DOCUMENT_BODY,
  check: ({ Name }) => checkName(Name),
  authorize: ({ PolicyId }, caller, reads) => [namedPermission('organizations:UpdatePolicy', PolicyId, { caller, reads })],
  handle({ PolicyId, Name, Description, Content }, caller, deps) {
    const { state, ids } = deps
    const within = withinOf(caller, deps)
    const policy = requireOwnOrganizationPolicy(within, PolicyId)
    if (Content !== undefined) requireDocument(Content, policy.type)
    const name = Name ?? policy.name
    if (name !== policy.name) {
      requireFreeName(within, policy.type, name)
      organizationPolicies.delete(state, policy)
    }
    const changed = {
      ...{ ...policy, name, description: Description ?? policy.description },
      ...(Content !== undefined && { text: Content, stamp: organizationPolicies.newStamp(ids) }),
    }
    organizationPolicies.put(state, changed)
    return { Policy: { PolicySummary: policySummary(within.organization, changed), Content: changed.text } }
  },
})
