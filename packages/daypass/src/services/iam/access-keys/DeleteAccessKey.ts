import { accessKeys } from '../../../directory/iam/access-key.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { holderOf, requireKey } from './key-holder.js'

/** Deletes a key permanently (IAM API reference, DeleteAccessKey). */
export const DeleteAccessKey = operation('DeleteAccessKey', {
  summary: 'Deletes a long-term key.',
  actions: ['iam:DeleteAccessKey'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:DeleteAccessKey', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const target = resolveTarget(input.UserName, caller, state)
    const key = requireKey(target, input.AccessKeyId)
    const user = holderOf(target)
    accessKeys.delete(state, key)
    if (user !== undefined) users.put(state, { ...user, accessKeyIds: user.accessKeyIds.filter((id) => id !== key.id) })
  },
})
