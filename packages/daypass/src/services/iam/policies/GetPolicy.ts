import { countUses } from '../../../directory/iam/attachment.js'
import { operation } from '../iam.js'
import { tagsToOutput } from '../tags/tags.js'
import { checkPolicyArn, policyOutput, readPolicyPermission, requirePolicy } from './policy.js'

/** Returns a managed policy without its document (IAM API reference, GetPolicy). */
export const GetPolicy = operation('GetPolicy', {
  summary: 'Returns a managed policy, without its document.',
  actions: ['iam:GetPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [readPolicyPermission('iam:GetPolicy', { account, name: input.PolicyArn, state })],
  handle(input, { account }, deps) {
    const policy = requirePolicy(deps, account, input.PolicyArn)
    if ('aws' in policy) {
      const uses = countUses(deps.state, policy.aws.arn, account)
      return { Policy: { ...policyOutput(policy, uses), Tags: [] } }
    }
    const { description, tags } = policy.own
    return { Policy: { ...policyOutput(policy), Description: description, Tags: tagsToOutput(tags) } }
  },
})
