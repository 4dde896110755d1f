import { policyArn } from '../../../core/arn.js'
import { WireError } from '../../../core/error.js'
import { newUniqueId } from '../../../core/ids.js'
import { type PolicyRecord, policies } from '../../../directory/iam/policy.js'
import { DOCUMENT_FORM, operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, keptTags, shownTagsIfAny, withTagging } from '../tags.js'
import { checkDocument, shownPolicy } from './policy.js'

/** Makes a managed policy; its document is version v1 (IAM API reference, CreatePolicy). */
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
  handle(input, { account }, { state, ids, clock }) {
    if (policies.get(state, account, input.PolicyName) !== undefined)
      throw new WireError('EntityAlreadyExists', `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`)
    checkDocument(input.PolicyDocument)
    const path = input.Path ?? ROOT_PATH
    const createdAt = timeOf(clock)
    const policy: PolicyRecord = {
      account,
      name: input.PolicyName,
      path,
      arn: policyArn(account, path, input.PolicyName),
      id: newUniqueId(ids, 'ANPA', account),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      createdAt,
      updatedAt: createdAt,
      tags: keptTags(input.Tags),
      versions: [{ id: 'v1', text: input.PolicyDocument, createdAt }],
      defaultVersion: 'v1',
      nextVersion: 2,
      attachmentCount: 0,
    }
    policies.put(state, policy)
    return { Policy: { ...shownPolicy({ own: policy }, 0), Tags: shownTagsIfAny(policy.tags) } }
  },
})
