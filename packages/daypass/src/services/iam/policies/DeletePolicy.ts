import { policies } from '../../../directory/iam/policy.js'
import { deleteConflict } from '../errors.js'
import { operation } from '../iam.js'
import { checkPolicyArn, policyPermission, requireOwnPolicy, usesOf } from './policy.js'

/** Deletes a policy that is attached to nobody, is nobody's permissions boundary and has its default version only (IAM API reference, DeletePolicy). */
export const DeletePolicy = operation('DeletePolicy', {
  summary: 'Deletes a managed policy that is not used and has one version.',
  actions: ['iam:DeletePolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [policyPermission('iam:DeletePolicy', { account, name: input.PolicyArn, state })],
  handle(input, { account }, { state }) {
    const policy = requireOwnPolicy(state, account, input.PolicyArn)
    const { attachment, boundary } = usesOf({ own: policy })
    if (attachment + boundary > 0) throw deleteConflict('Cannot delete a policy attached to entities.')
    if (policy.versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      )
    policies.delete(state, policy)
  },
})
