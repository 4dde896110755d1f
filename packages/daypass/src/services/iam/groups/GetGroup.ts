import { groups } from '../../../directory/iam/group.js'
import { membersOf } from '../../../directory/iam/group-member.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { userOutput } from '../users/user.js'
import { groupOutput, groupPermission } from './group.js'

/** A group, on every page, and its members by name (IAM API reference, GetGroup). */
export const GetGroup = operation('GetGroup', {
  summary: 'Returns a group and its members.',
  actions: ['iam:GetGroup'],
  authorize: (input, { account }, { state }) => [groupPermission('iam:GetGroup', { account, name: input.GroupName, state })],
  handle(input, { account }, deps) {
    const group = groups.require(deps.state, account, input.GroupName)
    const listing = {
      operation: 'GetGroup',
      account,
      filter: [group.id],
      read: (from: string, limit: number) => membersOf(deps.state, group, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { Group: groupOutput(group), Users: items.map(userOutput), ...end }
  },
})
