import { groups } from '../../../directory/iam/group.js'
import { addMember, groupIdsOf } from '../../../directory/iam/group-member.js'
import { users } from '../../../directory/iam/user.js'
import { quotaExceeded } from '../errors.js'
import { operation } from '../iam.js'
import { groupPermission } from './group.js'

/**
 * Adds a user to a group; nothing happens when it is in it already (IAM API reference, AddUserToGroup). Only the group is asked for (Service
 * Authorization Reference): whoever may add users to a group gives away what its policies allow.
 */
export const AddUserToGroup = operation('AddUserToGroup', {
  summary: 'Adds a user to a group.',
  actions: ['iam:AddUserToGroup'],
  authorize: (input, { account }, { state }) => [groupPermission('iam:AddUserToGroup', { account, name: input.GroupName, state })],
  handle(input, { account }, { state }) {
    const group = groups.require(state, account, input.GroupName)
    const user = users.require(state, account, input.UserName)
    const joined = groupIdsOf(user)
    if (joined.includes(group.id)) return
    if (joined.length >= users.quotas.GroupsPerUser) throw quotaExceeded('GroupsPerUser', users.quotas.GroupsPerUser)
    addMember(state, group, user)
  },
})
