import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { detachPolicy } from './attached-policy.js'
import { nameIn, type PolicyHolder } from './holder.js'

type Names = 'DetachUserPolicy' | 'DetachGroupPolicy' | 'DetachRolePolicy'

/** Detaches a managed policy (IAM API reference, DetachUserPolicy, DetachGroupPolicy, DetachRolePolicy). */
export function detachPolicyOperation<Name extends Names, R extends PolicyHolderRecord>(name: Name, holder: PolicyHolder<R>) {
  const { kind, resource } = holder
  const action = `iam:${name}`
  return operation(name, {
    summary: `Detaches a managed policy from a ${kind}.`,
    actions: [action],
    check: (input) => checkPolicyArn(input.PolicyArn),
    authorize: (input, { account }, { state }) => [
      boundedPermission(resource, action, {
        named: { account, name: nameIn(holder, input), state },
        context: { 'iam:PolicyARN': input.PolicyArn },
      }),
    ],
    handle(input, { account }, deps) {
      const record = resource.require(deps.state, account, nameIn(holder, input))
      resource.put(deps.state, detachPolicy(holder, { record, arn: input.PolicyArn }, deps))
    },
  })
}
