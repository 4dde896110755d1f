import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin } from '../paths.js'
import { policyOutput } from './policy.js'
import { type ListedPolicy, policiesIn } from './policy-listing.js'

/** Lists managed policies by name (IAM API reference, ListPolicies). The action has no resource (Service Authorization Reference). */
export const ListPolicies = operation('ListPolicies', {
  summary: 'Lists managed policies.',
  actions: ['iam:ListPolicies'],
  authorize: () => [{ action: 'iam:ListPolicies', resource: '*' }],
  handle(input, { account }, deps) {
    // daypass does not support permissions boundaries, so no policy is used as one.
    if (input.PolicyUsageFilter === 'PermissionsBoundary') return { Policies: [], IsTruncated: false }
    const scope = input.Scope ?? 'All'
    const within = isWithin(input.PathPrefix)
    const listing = {
      ...policiesIn(scope, account, deps),
      operation: 'ListPolicies',
      account,
      filter: [scope, input.OnlyAttached === true, input.PathPrefix, input.PolicyUsageFilter],
      keep: (listed: ListedPolicy) => within(listed) && (input.OnlyAttached !== true || listed.attachments > 0),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Policies: items.map(({ policy, attachments }) => policyOutput(policy, attachments)), ...end }
  },
})
