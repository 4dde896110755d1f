import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { onWhom, whom } from '../users/user.js'
import { holderOf, keysOf } from './key-holder.js'

/** The keys of a user or of the caller itself, without their secrets (IAM API reference, ListAccessKeys). */
export const ListAccessKeys = operation('ListAccessKeys', {
  summary: 'Lists the keys of a user, without their secrets.',
  actions: ['iam:ListAccessKeys'],
  check: (input, caller, { state }) => void whom(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [onWhom('iam:ListAccessKeys', whom(input.UserName, caller, state))],
  handle(input, caller, deps) {
    const who = whom(input.UserName, caller, deps.state)
    const user = holderOf(who)
    const keys = inOrder(keysOf(who), ({ id }) => id)
    const { items, end } = pageOf(input, { ...keys, operation: 'ListAccessKeys', account: who.account, filter: [user?.id] }, deps)
    const AccessKeyMetadata = items.map((key) => ({
      UserName: user?.name,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: new Date(key.createdAt),
    }))
    return { AccessKeyMetadata, ...end }
  },
})
