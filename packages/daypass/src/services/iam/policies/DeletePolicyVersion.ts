import { policies } from '../../../directory/iam/policy.js'
import { deleteConflict } from '../errors.js'
import { operation } from '../iam.js'
import { checkPolicyArn, policyPermission, requireOwnPolicy, requireVersion } from './policy.js'

/** Deletes a version that is not the default; its number is never used again (IAM API reference, DeletePolicyVersion). */
export const DeletePolicyVersion = operation('DeletePolicyVersion', {
  summary: 'Deletes a version of a managed policy that is not the default.',
  actions: ['iam:DeletePolicyVersion'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [policyPermission('iam:DeletePolicyVersion', { account, name: input.PolicyArn, state })],
  handle(input, { account }, { state }) {
    const policy = requireOwnPolicy(state, account, input.PolicyArn)
    const { id } = requireVersion(policy, input.VersionId)
    if (id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.')
    policies.put(state, { ...policy, versions: policy.versions.filter((version) => version.id !== id) })
  },
})
