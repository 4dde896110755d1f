import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { listInline } from './inline-policy.js'

type Names = 'ListUserPolicies' | 'ListGroupPolicies' | 'ListRolePolicies'

/** Lists the names of the inline policies (IAM API reference, ListUserPolicies, ListGroupPolicies, ListRolePolicies). */
export function listPoliciesOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Lists the names of the inline policies of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, deps) {
      const record = resource.require(deps.state, account, nameIn(holder, input))
      return listInline(input, { operation: name, record }, deps)
    },
  })
}
