import { inOrder } from '../../../credentials/pages.js'
import { groupsOf } from '../../../directory/iam/group-member.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { userPermission } from '../users/user.js'
import { groupOutput } from './group.js'

/** The groups of a user by name (IAM API reference, ListGroupsForUser). */
export const ListGroupsForUser = operation('ListGroupsForUser', {
  summary: 'Lists the groups of a user.',
  actions: ['iam:ListGroupsForUser'],
  authorize: (input, { account }, { state }) => [userPermission('iam:ListGroupsForUser', { account, name: input.UserName, state })],
  handle(input, { account }, deps) {
    const user = users.require(deps.state, account, input.UserName)
    const ordered = inOrder(groupsOf(deps.state, user), ({ name }) => name.toLowerCase())
    const { items, end } = pageOf(input, { ...ordered, operation: 'ListGroupsForUser', account, filter: [user.id] }, deps)
    return { Groups: items.map(groupOutput), ...end }
  },
})
