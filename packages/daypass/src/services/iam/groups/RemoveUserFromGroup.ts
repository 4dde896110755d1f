import { groups } from '../../../directory/iam/group.js'
import { groupIdsOf, removeMember } from '../../../directory/iam/group-member.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { groupPermission } from './group.js'

/** Removes a user from a group (IAM API reference, RemoveUserFromGroup). Of a user that is not in it, it is said that it cannot be found: AWS's text is not known. */
export const RemoveUserFromGroup = operation('RemoveUserFromGroup', {
  summary: 'Removes a user from a group.',
  actions: ['iam:RemoveUserFromGroup'],
  authorize: (input, { account }, { state }) => [groupPermission('iam:RemoveUserFromGroup', { account, name: input.GroupName, state })],
  handle(input, { account }, { state }) {
    const group = groups.require(state, account, input.GroupName)
    const user = users.require(state, account, input.UserName)
    if (!groupIdsOf(user).includes(group.id)) throw users.notFound(input.UserName)
    removeMember(state, group, user)
  },
})
