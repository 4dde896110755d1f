import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { policySummary, requireOrganizationPolicy } from './policy.js'

/** Describes a policy with its text, as it was sent (Organizations API reference, DescribePolicy). */
export const DescribePolicy = organizationsOperation('DescribePolicy', {
  summary: 'Describes a policy of the organization, with its text.',
  actions: ['organizations:DescribePolicy'],
  authorize: ({ PolicyId }, caller, reads) => [namedPermission('organizations:DescribePolicy', PolicyId, { caller, reads })],
  handle({ PolicyId }, caller, deps) {
    const within = withinOf(caller, deps)
    const policy = requireOrganizationPolicy(within, PolicyId)
    return { Policy: { PolicySummary: policySummary(within.organization, policy), Content: policy.text } }
  },
})
