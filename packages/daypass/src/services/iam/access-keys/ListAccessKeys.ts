import { inOrder } from '../../../credentials/pages.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { holderOf, keysOf } from './key-holder.js'

/** Lists the keys of a user or of the caller itself, without their secrets (IAM API reference, ListAccessKeys). */
export const ListAccessKeys = operation('ListAccessKeys', {
  summary: 'Lists the keys of a user, without their secrets.',
  actions: ['iam:ListAccessKeys'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:ListAccessKeys', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, deps) {
    const target = resolveTarget(input.UserName, caller, deps.state)
    const user = holderOf(target)
    const keys = inOrder(keysOf(target), ({ id }) => id)
    const { items, end } = pageOf(input, { ...keys, operation: 'ListAccessKeys', account: target.account, filter: [user?.id] }, deps)
    const AccessKeyMetadata = items.map((key) => ({
      UserName: user?.name,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: new Date(key.createdAt),
    }))
    return { AccessKeyMetadata, ...end }
  },
})
