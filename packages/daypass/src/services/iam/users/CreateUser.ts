import { userArn } from '../../../core/arn.js'
import { newUniqueId } from '../../../core/ids.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { exists, unsupported } from '../refusals.js'
import { checkTags, keptTags, shownTagsIfAny, withTagging } from '../tags.js'
import { shownUser } from './user.js'

/** Makes a user that may do nothing yet (IAM API reference, CreateUser). */
export const CreateUser = operation('CreateUser', {
  summary: 'Makes a user.',
  actions: ['iam:CreateUser', 'iam:TagUser'],
  check(input) {
    if (input.PermissionsBoundary !== undefined) throw unsupported('PermissionsBoundary')
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreateUser', resource: userArn(account, input.Path ?? ROOT_PATH, input.UserName) },
      'iam:TagUser',
      input.Tags,
    ),
  handle(input, { account }, { state, ids, clock }) {
    if (users.get(state, account, input.UserName) !== undefined) throw exists('User', input.UserName)
    const user: UserRecord = {
      account,
      name: input.UserName,
      path: input.Path ?? ROOT_PATH,
      id: newUniqueId(ids, 'AIDA', account),
      createdAt: timeOf(clock),
      tags: keptTags(input.Tags),
      inlinePolicies: {},
      attachedPolicies: [],
      accessKeyIds: [],
    }
    users.put(state, user)
    return { User: { ...shownUser(user), Tags: shownTagsIfAny(user.tags) } }
  },
})
