import { userArn } from '../../../core/arn.js'
import { renameAttachments } from '../../../directory/iam/attachment.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { asNamed } from '../../../directory/resource.js'
import type { UpdateUserRequest } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { userPermission } from './user.js'

/**
 * Gives a user another name or path; it keeps its id, keys and policies (IAM API reference, UpdateUser: the caller needs permission on both the old
 * and the new ARN, so both are required).
 */
export const UpdateUser = operation('UpdateUser', {
  summary: 'Changes the name or path of a user.',
  actions: ['iam:UpdateUser'],
  authorize(input, { account }, { state }) {
    const source = userPermission('iam:UpdateUser', { account, name: input.UserName, state })
    const target = targetArn(input, account, users.get(state, account, input.UserName))
    const renamed = asNamed(target, targetArn(input, account, undefined))
    return target === source.resource ? [source] : [source, { ...source, named: undefined, ...renamed }]
  },
  handle(input, { account }, { state }) {
    const user = users.require(state, account, input.UserName)
    const renamed = { ...user, name: input.NewUserName ?? user.name, path: input.NewPath ?? user.path }
    const other = users.get(state, account, renamed.name)
    if (other !== undefined && other.id !== user.id) throw users.exists(renamed.name)
    renameAttachments(state, user, renamed)
    users.rename(state, user, renamed)
  },
})

function targetArn(input: UpdateUserRequest, account: string, user: UserRecord | undefined): string {
  const path = input.NewPath ?? user?.path ?? ROOT_PATH
  return userArn(account, path, input.NewUserName ?? user?.name ?? input.UserName)
}
