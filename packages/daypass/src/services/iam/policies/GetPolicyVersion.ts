import { noSuchVersion } from '../errors.js'
import { operation } from '../iam.js'
import { encodedPolicy } from '../policy-text.js'
import { checkPolicyArn, readPolicyPermission, requirePolicy, requireVersion } from './policy.js'
import { versionOutput } from './policy-version.js'

/** Returns a version of a policy with its document (IAM API reference, GetPolicyVersion). Of AWS managed policies, only the default version is known. */
export const GetPolicyVersion = operation('GetPolicyVersion', {
  summary: 'Returns a version of a managed policy, with its document.',
  actions: ['iam:GetPolicyVersion'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [readPolicyPermission('iam:GetPolicyVersion', { account, name: input.PolicyArn, state })],
  handle(input, { account }, deps) {
    const policy = requirePolicy(deps, account, input.PolicyArn)
    if ('aws' in policy) {
      const { aws } = policy
      if (aws.defaultVersion !== input.VersionId) throw noSuchVersion(aws.arn, input.VersionId)
      const Document = encodedPolicy(deps.awsManaged.document(aws))
      return { PolicyVersion: { Document, VersionId: aws.defaultVersion, IsDefaultVersion: true, CreateDate: new Date(aws.updatedAt) } }
    }
    const version = requireVersion(policy.own, input.VersionId)
    return { PolicyVersion: { Document: encodedPolicy(version.text), ...versionOutput(policy.own, version) } }
  },
})
