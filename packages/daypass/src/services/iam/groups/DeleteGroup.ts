import { groups } from '../../../directory/iam/group.js'
import { requireNoMembers, requireNoPolicies } from '../deletable.js'
import { operation } from '../iam.js'
import { groupPermission } from './group.js'

/** Deletes a group that has no members and no policies left (IAM API reference, DeleteGroup). */
export const DeleteGroup = operation('DeleteGroup', {
  summary: 'Deletes a group that has no members and no policies.',
  actions: ['iam:DeleteGroup'],
  authorize: (input, { account }, { state }) => [groupPermission('iam:DeleteGroup', { account, name: input.GroupName, state })],
  handle(input, { account }, { state }) {
    const group = groups.require(state, account, input.GroupName)
    requireNoMembers(group, state)
    requireNoPolicies(group)
    groups.delete(state, group)
  },
})
