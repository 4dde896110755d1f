import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { operation } from '../iam.js'
import { listAttached } from './attached-policy.js'
import { nameIn, type PolicyHolder } from './holder.js'

type Names = 'ListAttachedUserPolicies' | 'ListAttachedGroupPolicies' | 'ListAttachedRolePolicies'

/** Lists the managed policies attached (IAM API reference, ListAttachedUserPolicies, ListAttachedGroupPolicies, ListAttachedRolePolicies). */
export function listAttachedPoliciesOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Lists the managed policies attached to a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, deps) {
      const record = resource.require(deps.state, account, nameIn(holder, input))
      return listAttached(input, { operation: name, record }, deps)
    },
  })
}
