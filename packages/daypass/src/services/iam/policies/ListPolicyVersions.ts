import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { checkPolicyArn, readPolicyPermission, requirePolicy } from './policy.js'
import { newestFirst, versionOutput } from './policy-version.js'

/** Lists the versions of a policy, newest first (IAM API reference, ListPolicyVersions). Of AWS managed policies, only the default version is known. */
export const ListPolicyVersions = operation('ListPolicyVersions', {
  summary: 'Lists the versions of a managed policy.',
  actions: ['iam:ListPolicyVersions'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [readPolicyPermission('iam:ListPolicyVersions', { account, name: input.PolicyArn, state })],
  handle(input, { account }, deps) {
    const policy = requirePolicy(deps, account, input.PolicyArn)
    if ('aws' in policy) {
      const { defaultVersion, updatedAt } = policy.aws
      const Versions = [{ VersionId: defaultVersion, IsDefaultVersion: true, CreateDate: new Date(updatedAt) }]
      return { Versions, IsTruncated: false }
    }
    const { own } = policy
    const versions = inOrder(own.versions, newestFirst)
    const { items, end } = pageOf(input, { ...versions, operation: 'ListPolicyVersions', account, filter: [own.id] }, deps)
    return { Versions: items.map((version) => versionOutput(own, version)), ...end }
  },
})
