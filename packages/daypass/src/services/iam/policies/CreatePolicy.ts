import { policyArn } from '../../../core/arn.js'
import { type PolicyRecord, policies } from '../../../directory/iam/policy.js'
import { requireRoom } from '../errors.js'
import { DOCUMENT_FORM, operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { checkDocument, policyOutput } from './policy.js'

/** Creates a managed policy; its document is version v1 (IAM API reference, CreatePolicy). */
export const CreatePolicy = operation('CreatePolicy', {
  summary: 'Makes a managed policy.',
  actions: ['iam:CreatePolicy', 'iam:TagPolicy'],
  maxBody: DOCUMENT_FORM,
  check: (input) => checkTags(input.Tags),
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreatePolicy', resource: policyArn(account, input.Path ?? ROOT_PATH, input.PolicyName) },
      'iam:TagPolicy',
      input.Tags,
    ),
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    if (policies.get(state, account, input.PolicyName) !== undefined) throw policies.exists(input.PolicyName)
    requireRoom('PoliciesPerAccount', account, deps)
    checkDocument(input.PolicyDocument)
    const path = input.Path ?? ROOT_PATH
    const createdAt = timeOf(clock)
    const policy: PolicyRecord = {
      account,
      name: input.PolicyName,
      path,
      arn: policyArn(account, path, input.PolicyName),
      id: policies.newId(ids, account),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      createdAt,
      updatedAt: createdAt,
      tags: tagsToRecord(input.Tags),
      versions: [{ id: 'v1', text: input.PolicyDocument, createdAt }],
      defaultVersion: 'v1',
      nextVersion: 2,
      attachmentCount: 0,
    }
    policies.put(state, policy)
    return { Policy: { ...policyOutput({ own: policy }), Tags: tagsToOutputIfAny(policy.tags) } }
  },
})
