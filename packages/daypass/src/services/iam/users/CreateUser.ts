import { userArn } from '../../../core/arn.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { unsupportedParameter } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { userOutput } from './user.js'

/** Creates a user that has no permissions yet (IAM API reference, CreateUser). */
export const CreateUser = operation('CreateUser', {
  summary: 'Makes a user.',
  actions: ['iam:CreateUser', 'iam:TagUser'],
  check(input) {
    if (input.PermissionsBoundary !== undefined) throw unsupportedParameter('PermissionsBoundary')
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreateUser', resource: userArn(account, input.Path ?? ROOT_PATH, input.UserName) },
      'iam:TagUser',
      input.Tags,
    ),
  handle(input, { account }, { state, ids, clock }) {
    if (users.get(state, account, input.UserName) !== undefined) throw users.exists(input.UserName)
    const user: UserRecord = {
      account,
      name: input.UserName,
      path: input.Path ?? ROOT_PATH,
      id: users.newId(ids, account),
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
      inlinePolicies: {},
      attachedPolicies: [],
      accessKeyIds: [],
    }
    users.put(state, user)
    return { User: { ...userOutput(user), Tags: tagsToOutputIfAny(user.tags) } }
  },
})
