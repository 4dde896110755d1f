import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { deleteInline } from './inline-policy.js'

type Names = 'DeleteUserPolicy' | 'DeleteRolePolicy'

/** Deletes an inline policy (IAM API reference, DeleteUserPolicy, DeleteRolePolicy). */
export function deletePolicyOperation<Name extends Names, R extends PrincipalRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Deletes an inline policy of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, { state }) {
      const principal = resource.require(state, account, nameIn(holder, input))
      resource.put(state, deleteInline(kind, principal, input.PolicyName))
    },
  })
}
