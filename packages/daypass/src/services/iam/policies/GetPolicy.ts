import { countAttachments } from '../../../directory/iam/attachment.js'
import { operation } from '../iam.js'
import { shownTags } from '../tags.js'
import { checkPolicyArn, onPolicy, requirePolicy, shownPolicy } from './policy.js'

/** A managed policy without its document (IAM API reference, GetPolicy). */
export const GetPolicy = operation('GetPolicy', {
  summary: 'Returns a managed policy, without its document.',
  actions: ['iam:GetPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, _caller, { state }) => [onPolicy('iam:GetPolicy', input.PolicyArn, state)],
  handle(input, { account }, deps) {
    const policy = requirePolicy(deps, account, input.PolicyArn)
    if ('aws' in policy) {
      const attachments = countAttachments(deps.state, policy.aws.arn, account)
      return { Policy: { ...shownPolicy(policy, attachments), Tags: [] } }
    }
    const { description, tags } = policy.own
    return { Policy: { ...shownPolicy(policy, 0), Description: description, Tags: shownTags(tags) } }
  },
})
