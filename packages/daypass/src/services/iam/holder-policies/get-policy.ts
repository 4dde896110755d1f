import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import type { IamOperations } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { nameIn, type PolicyHolder } from './holder.js'
import { inlineOutput } from './inline-policy.js'

type Names = 'GetUserPolicy' | 'GetRolePolicy'

/** Returns an inline policy (IAM API reference, GetUserPolicy, GetRolePolicy). */
export function getPolicyOperation<Name extends Names, R extends PrincipalRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Returns an inline policy of a ${kind}.`,
    actions: [action],
    authorize: (input, { account }, { state }) => [resource.permission(action, { account, name: nameIn(holder, input), state })],
    handle(input, { account }, { state }) {
      const principal = resource.require(state, account, nameIn(holder, input))
      return { [holder.nameField]: principal.name, ...inlineOutput(kind, principal, input.PolicyName) } as IamOperations[Name]['output']
    },
  })
}
