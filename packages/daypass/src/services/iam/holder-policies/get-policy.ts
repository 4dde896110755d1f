import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import type { IamOperations } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { inlineOutput } from './inline-policy.js'

type Names = 'GetUserPolicy' | 'GetGroupPolicy' | 'GetRolePolicy'

/** Returns an inline policy (IAM API reference, GetUserPolicy, GetGroupPolicy, GetRolePolicy). */
export function getPolicyOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Returns an inline policy of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(holder, input))
      return { [holder.nameField]: record.name, ...inlineOutput(kind, record, input.PolicyName) } as IamOperations[Name]['output']
    },
  })
}
