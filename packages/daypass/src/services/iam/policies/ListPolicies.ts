import type { UseCounts } from '../../../directory/iam/attachment.js'
import type { ListPoliciesRequest } from '../../../wire/generated/iam.js'
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
    const scope = input.Scope ?? 'All'
    const within = isWithin(input.PathPrefix)
    const listing = {
      ...policiesIn(scope, account, deps),
      operation: 'ListPolicies',
      account,
      filter: [scope, input.OnlyAttached === true, input.PathPrefix, input.PolicyUsageFilter],
      keep: (listed: ListedPolicy) => within(listed) && isUsed(listed.uses, input),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Policies: items.map(({ policy, uses }) => policyOutput(policy, uses)), ...end }
  },
})

/** Whether it is used as asked for. Being a permissions boundary does not count as an attachment. */
const isUsed = ({ attachment, boundary }: UseCounts, { OnlyAttached, PolicyUsageFilter }: ListPoliciesRequest): boolean =>
  (OnlyAttached !== true || attachment > 0) && (PolicyUsageFilter !== 'PermissionsBoundary' || boundary > 0)
