import { rootArn } from '../../../core/arn.js'
import { accounts } from '../../../directory/account/account.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { users } from '../../../directory/iam/user.js'
import type { User } from '../../../wire/generated/iam.js'
import { boundaryOutput } from '../boundaries/boundary.js'
import { operation } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { resolveTarget, type SignedRoot, targetPermission, userOutput } from './user.js'

/** Returns a user, or the caller itself (IAM API reference, GetUser). */
export const GetUser = operation('GetUser', {
  summary: 'Returns a user, or the caller.',
  actions: ['iam:GetUser'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:GetUser', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const target = resolveTarget(input.UserName, caller, state)
    if (target.kind === 'root') return { User: shownRoot(target) }
    const user = users.require(state, target.account, target.name)
    return { User: { ...userOutput(user), PermissionsBoundary: boundaryOutput(user), Tags: tagsToOutputIfAny(user.tags) } }
  },
})

/**
 * The root user has no name, and is as old as the key it signs with, because daypass stores nothing else about it; in a session it is as old as its
 * account.
 */
function shownRoot({ account, accessKeyId, state }: SignedRoot): User {
  const createdAt = accessKeys.get(state, accessKeyId)?.createdAt ?? accounts.get(state, account)?.createdAt ?? 0
  return { Path: ROOT_PATH, UserId: account, Arn: rootArn(account), CreateDate: new Date(createdAt) } as User
}
