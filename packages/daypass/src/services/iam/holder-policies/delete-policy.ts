import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { deleteInline } from './inline-policy.js'

type Names = 'DeleteUserPolicy' | 'DeleteGroupPolicy' | 'DeleteRolePolicy'

/** Deletes an inline policy (IAM API reference, DeleteUserPolicy, DeleteGroupPolicy, DeleteRolePolicy). */
export function deletePolicyOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Deletes an inline policy of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [
      boundedPermission(resource, action, { named: { account, name: nameIn(holder, input), state } }),
    ],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(holder, input))
      resource.put(state, deleteInline(kind, record, input.PolicyName))
    },
  })
}
