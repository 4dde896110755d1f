import { requireOrganization } from '../callers.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { nodeOf, withinOf } from '../tree.js'
import { typeKey } from './target.js'

/**
 * Finds no effective policy: it exists for types of policies that nothing here enforces, and which cannot be made (Organizations API reference,
 * DescribeEffectivePolicy). A member may ask about itself only.
 */
export const DescribeEffectivePolicy = organizationsOperation('DescribeEffectivePolicy', {
  summary: 'Finds no effective policy, because there are none of its types.',
  actions: ['organizations:DescribeEffectivePolicy'],
  authorize: ({ TargetId, PolicyType }, caller, reads) => [
    namedPermission('organizations:DescribeEffectivePolicy', TargetId ?? caller.account, { caller, reads, context: typeKey(PolicyType) }),
  ],
  handle({ TargetId }, caller, deps) {
    const { isManagement, organization } = requireOrganization(deps.state, caller)
    const mayAsk = isManagement || organization.delegated[caller.account] !== undefined
    if (TargetId !== undefined && TargetId !== caller.account && !mayAsk) throw told('AccessDeniedException')
    if (TargetId !== undefined && nodeOf(withinOf(caller, deps), TargetId) === undefined) throw told('TargetNotFoundException')
    throw told('EffectivePolicyNotFoundException')
  },
})
