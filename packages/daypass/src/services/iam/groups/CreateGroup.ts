import { groupArn } from '../../../core/arn.js'
import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import { requireRoom } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { groupOutput } from './group.js'

/** Makes a group without members and policies (IAM API reference, CreateGroup). */
export const CreateGroup = operation('CreateGroup', {
  summary: 'Makes a group.',
  actions: ['iam:CreateGroup'],
  authorize: (input, { account }) => [{ action: 'iam:CreateGroup', resource: groupArn(account, input.Path ?? ROOT_PATH, input.GroupName) }],
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    if (groups.get(state, account, input.GroupName) !== undefined) throw groups.exists(input.GroupName)
    requireRoom('GroupsPerAccount', account, deps)
    const group: GroupRecord = {
      account,
      name: input.GroupName,
      path: input.Path ?? ROOT_PATH,
      id: groups.newId(ids, account),
      createdAt: timeOf(clock),
      inlinePolicies: {},
      attachedPolicies: [],
    }
    groups.put(state, group)
    return { Group: groupOutput(group) }
  },
})
