import { userArn } from '../../../core/arn.js'
import { renameUses } from '../../../directory/iam/attachment.js'
import { renameMember } from '../../../directory/iam/group-member.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { renamedTo, renamePermissions } from '../renaming.js'

const renamable = { resource: users, arn: userArn }

/** Gives a user another name or path; it stays who it is, with its keys, policies and groups (IAM API reference, UpdateUser). */
export const UpdateUser = operation('UpdateUser', {
  summary: 'Changes the name or path of a user.',
  actions: ['iam:UpdateUser'],
  authorize: ({ UserName, NewUserName, NewPath }, { account }, { state }) =>
    renamePermissions(renamable, 'iam:UpdateUser', {
      named: { account, name: UserName, state },
      to: { name: NewUserName, path: NewPath },
    }),
  handle({ UserName, NewUserName, NewPath }, { account }, { state }) {
    const user = users.require(state, account, UserName)
    const renamed = renamedTo(renamable, state, { record: user, to: { name: NewUserName, path: NewPath } })
    renameUses(state, 'user', { from: user, to: renamed })
    renameMember(state, user, renamed)
    users.rename(state, user, renamed)
  },
})
