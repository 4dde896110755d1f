import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { operation } from '../iam.js'
import { listAttached } from './attached-policy.js'
import { nameIn, type PolicyHolder } from './holder.js'

type Names = 'ListAttachedUserPolicies' | 'ListAttachedRolePolicies'

/** Lists the managed policies attached (IAM API reference, ListAttachedUserPolicies, ListAttachedRolePolicies). */
export function listAttachedPoliciesOperation<Name extends Names, R extends PrincipalRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Lists the managed policies attached to a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, deps) {
      const principal = resource.require(deps.state, account, nameIn(holder, input))
      return listAttached(input, { operation: name, principal }, deps)
    },
  })
}
