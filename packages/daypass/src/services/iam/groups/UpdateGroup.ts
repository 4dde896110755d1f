import { groupArn } from '../../../core/arn.js'
import { renameUses } from '../../../directory/iam/attachment.js'
import { groups } from '../../../directory/iam/group.js'
import { operation } from '../iam.js'
import { renamedTo, renamePermissions } from '../renaming.js'

const renamable = { resource: groups, arn: groupArn }

/** Gives a group another name or path; it keeps its members and policies (IAM API reference, UpdateGroup). */
export const UpdateGroup = operation('UpdateGroup', {
  summary: 'Changes the name or path of a group.',
  actions: ['iam:UpdateGroup'],
  authorize: ({ GroupName, NewGroupName, NewPath }, { account }, { state }) =>
    renamePermissions(renamable, 'iam:UpdateGroup', {
      named: { account, name: GroupName, state },
      to: { name: NewGroupName, path: NewPath },
    }),
  handle({ GroupName, NewGroupName, NewPath }, { account }, { state }) {
    const group = groups.require(state, account, GroupName)
    const renamed = renamedTo(renamable, state, { record: group, to: { name: NewGroupName, path: NewPath } })
    renameUses(state, 'group', { from: group, to: renamed })
    groups.rename(state, group, renamed)
  },
})
