import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { attachPolicy } from './attached-policy.js'
import { nameIn, type PolicyHolder } from './holder.js'

type Names = 'AttachUserPolicy' | 'AttachRolePolicy'

/** Attaches a managed policy; does nothing if it is already attached (IAM API reference, AttachUserPolicy, AttachRolePolicy). */
export function attachPolicyOperation<Name extends Names, R extends PrincipalRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Attaches a managed policy to a ${kind}.`,
    actions: [action],
    check: (input) => checkPolicyArn(input.PolicyArn),
    authorize: (input, { account }, { state }) => [
      resource.permission(action, { account, name: nameIn(holder, input), state }, { 'iam:PolicyARN': input.PolicyArn }),
    ],
    handle(input, { account }, deps) {
      const principal = resource.require(deps.state, account, nameIn(holder, input))
      resource.put(deps.state, attachPolicy(holder, { principal, arn: input.PolicyArn }, deps))
    },
  })
}
