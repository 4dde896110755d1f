import { accessKeys } from '../../../directory/iam/access-key.js'
import { users } from '../../../directory/iam/user.js'
import { operation } from '../iam.js'
import { onWhom, whom } from '../users/user.js'
import { holderOf, requireKey } from './key-holder.js'

/** Deletes a key for good (IAM API reference, DeleteAccessKey). */
export const DeleteAccessKey = operation('DeleteAccessKey', {
  summary: 'Deletes a long-term key.',
  actions: ['iam:DeleteAccessKey'],
  check: (input, caller, { state }) => void whom(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [onWhom('iam:DeleteAccessKey', whom(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const who = whom(input.UserName, caller, state)
    const key = requireKey(who, input.AccessKeyId)
    const user = holderOf(who)
    accessKeys.delete(state, key)
    if (user !== undefined) users.put(state, { ...user, accessKeyIds: user.accessKeyIds.filter((id) => id !== key.id) })
  },
})
