import { policies } from '../../../directory/iam/policy.js'
import { limitExceeded } from '../errors.js'
import { DOCUMENT_FORM, operation, timeOf } from '../iam.js'
import { checkDocument, checkPolicyArn, policyPermission, requireOwnPolicy } from './policy.js'
import { versionOutput } from './policy-version.js'

/** Adds a version to a policy, and makes it the default if requested (IAM API reference, CreatePolicyVersion). */
export const CreatePolicyVersion = operation('CreatePolicyVersion', {
  summary: 'Adds a version to a managed policy.',
  actions: ['iam:CreatePolicyVersion'],
  maxBody: DOCUMENT_FORM,
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [policyPermission('iam:CreatePolicyVersion', { account, name: input.PolicyArn, state })],
  handle(input, { account }, { state, clock }) {
    const policy = requireOwnPolicy(state, account, input.PolicyArn)
    checkDocument(input.PolicyDocument)
    if (policy.versions.length >= policies.quotas.VersionsPerPolicy) {
      const text = `A managed policy can have up to ${policies.quotas.VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`
      throw limitExceeded(text)
    }
    const version = { id: `v${policy.nextVersion}`, text: input.PolicyDocument, createdAt: timeOf(clock), addedTo: state.revision }
    const changed = {
      ...policy,
      versions: [...policy.versions, version],
      nextVersion: policy.nextVersion + 1,
      defaultVersion: input.SetAsDefault === true ? version.id : policy.defaultVersion,
      updatedAt: version.createdAt,
    }
    policies.put(state, changed)
    return { PolicyVersion: versionOutput(changed, version) }
  },
})
