import { notAuthorized } from '../../../access/not-authorized.js'
import { rootArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type AccessKeyRecord, accessKeys } from '../../../directory/iam/access-key.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { operation } from '../iam.js'
import { NEVER_USED } from '../last-use/role-last-used.js'
import { userPermission } from '../users/user.js'

const ACTION = 'iam:GetAccessKeyLastUsed'

/**
 * Returns when, where and for which service a key last signed a request, whether that was allowed or not (IAM API reference, GetAccessKeyLastUsed).
 * A key of another account, and one that does not exist, are denied like a key of a user that the caller may not see, in the same words: a rule of our own.
 */
export const GetAccessKeyLastUsed = operation('GetAccessKeyLastUsed', {
  summary: 'Returns when and for which service a key was last used.',
  actions: [ACTION],
  authorize: ({ AccessKeyId }, { account }, { state }) => [permissionOf(ownKey(state, account, AccessKeyId), account, state)],
  denied: ({ caller, decision: { reason } }, { AccessKeyId }) =>
    notAuthorized(caller, { action: ACTION, resource: `access key ${AccessKeyId}`, reason }),
  handle({ AccessKeyId }, { account }, { state, lastUse }) {
    const userId = ownKey(state, account, AccessKeyId)?.userId
    const UserName = userId === undefined ? undefined : users.getById(state, userId)?.name
    const use = lastUse.ofKey(state, AccessKeyId)
    if (use === undefined) return { UserName, AccessKeyLastUsed: { ServiceName: NEVER_USED, Region: NEVER_USED } }
    return { UserName, AccessKeyLastUsed: { LastUsedDate: new Date(use.at), ServiceName: use.service, Region: use.region } }
  },
})

function ownKey(state: Reader, account: string, id: string): AccessKeyRecord | undefined {
  const key = accessKeys.get(state, id)
  return key?.account === account ? key : undefined
}

/** Stands for the user of a key that the account does not have: no account has it, and so nobody is allowed to see it. The reads are those of a user. */
const NOBODY = { id: 'AIDA', name: 'nobody', account: 'aws' }

function permissionOf(key: AccessKeyRecord | undefined, account: string, state: Reader): RequiredPermission {
  if (key !== undefined && key.userId === undefined) return { action: ACTION, resource: rootArn(account) }
  const user = users.getById(state, key?.userId ?? NOBODY.id)
  const question = userPermission(ACTION, { account, name: user?.name ?? NOBODY.name, state })
  return user === undefined ? { action: ACTION, resource: question.resource, resourceAccount: NOBODY.account } : question
}
