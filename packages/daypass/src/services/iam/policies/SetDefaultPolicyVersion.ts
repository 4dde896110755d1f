import { policies } from '../../../directory/iam/policy.js'
import { operation, timeOf } from '../iam.js'
import { checkPolicyArn, policyPermission, requireOwnPolicy, requireVersion } from './policy.js'

/** Makes another version of a policy the default, wherever the policy is attached (IAM API reference, SetDefaultPolicyVersion). */
export const SetDefaultPolicyVersion = operation('SetDefaultPolicyVersion', {
  summary: 'Sets the version of a managed policy that is in force.',
  actions: ['iam:SetDefaultPolicyVersion'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    policyPermission('iam:SetDefaultPolicyVersion', { account, name: input.PolicyArn, state }),
  ],
  handle(input, { account }, { state, clock }) {
    const policy = requireOwnPolicy(state, account, input.PolicyArn)
    const { id } = requireVersion(policy, input.VersionId)
    policies.put(state, { ...policy, defaultVersion: id, updatedAt: timeOf(clock) })
  },
})
