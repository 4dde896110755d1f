import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { DOCUMENT_FORM, operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { putInline } from './inline-policy.js'

type Names = 'PutUserPolicy' | 'PutGroupPolicy' | 'PutRolePolicy'

/** Writes an inline policy, in place of one of the same name (IAM API reference, PutUserPolicy, PutGroupPolicy, PutRolePolicy). */
export function putPolicyOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Adds or replaces an inline policy of a ${kind}.`,
    actions: [action],
    maxBody: DOCUMENT_FORM,
    authorize: (input, { account }, { state }) => [
      boundedPermission(resource, action, { named: { account, name: nameIn(holder, input), state } }),
    ],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(holder, input))
      resource.put(state, putInline(holder, record, { name: input.PolicyName, text: input.PolicyDocument }))
    },
  })
}
