import { userArn } from '../../../core/arn.js'
import { setBoundary } from '../../../directory/iam/attachment.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { boundaryKey, boundaryOutput, checkBoundary, requireBoundary } from '../boundaries/boundary.js'
import { requireRoom } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { userOutput } from './user.js'

/** Creates a user that has no permissions yet (IAM API reference, CreateUser). */
export const CreateUser = operation('CreateUser', {
  summary: 'Makes a user.',
  actions: ['iam:CreateUser', 'iam:TagUser'],
  check(input) {
    checkBoundary(input.PermissionsBoundary)
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      {
        action: 'iam:CreateUser',
        resource: userArn(account, input.Path ?? ROOT_PATH, input.UserName),
        context: boundaryKey(input.PermissionsBoundary),
      },
      'iam:TagUser',
      input.Tags,
    ),
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    if (users.get(state, account, input.UserName) !== undefined) throw users.exists(input.UserName)
    requireRoom('UsersPerAccount', account, deps)
    const arn = input.PermissionsBoundary
    if (arn !== undefined) requireBoundary('User', { account, arn }, deps)
    const made: UserRecord = {
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
    const user = setBoundary(state, 'user', { record: made, arn })
    users.put(state, user)
    return { User: { ...userOutput(user), PermissionsBoundary: boundaryOutput(user), Tags: tagsToOutputIfAny(user.tags) } }
  },
})
