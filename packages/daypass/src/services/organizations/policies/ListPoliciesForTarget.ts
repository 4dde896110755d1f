import { attachedPolicies } from '../../../directory/organizations/organization-attachment.js'
import { inOrder } from '../../../credentials/pages.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { nodeOf, withinOf } from '../tree.js'
import { isEnforcedType, policySummary, requireOrganizationPolicy } from './policy.js'
import { typeKey } from './target.js'

/** Lists the policies of a type that are attached directly to a target, by id (Organizations API reference, ListPoliciesForTarget; the order is ours). */
export const ListPoliciesForTarget = organizationsOperation('ListPoliciesForTarget', {
  summary: 'Lists the policies of a type that a target has attached.',
  actions: ['organizations:ListPoliciesForTarget'],
  authorize: ({ TargetId, Filter }, caller, reads) => [
    namedPermission('organizations:ListPoliciesForTarget', TargetId, { caller, reads, context: typeKey(Filter) }),
  ],
  handle(input, caller, deps) {
    const { TargetId, Filter } = input
    const within = withinOf(caller, deps)
    const node = nodeOf(within, TargetId)
    if (node === undefined) throw told('TargetNotFoundException')
    const ids = isEnforcedType(Filter) ? attachedPolicies(within.organization, node.attached, Filter) : []
    const listing = { operation: 'ListPoliciesForTarget', account: caller.account, filter: [TargetId, Filter] }
    const { items, end } = resultsOf(input, { ...inOrder(ids, (id) => id), ...listing }, deps)
    return { Policies: items.map((id) => policySummary(within.organization, requireOrganizationPolicy(within, id))), ...end }
  },
})
