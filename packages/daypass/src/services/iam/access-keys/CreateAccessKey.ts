import { newSecretAccessKey, newUnusedKeyId } from '../../../core/ids.js'
import { sealSecret } from '../../../credentials/long-term-secret.js'
import { type AccessKeyRecord, accessKeys } from '../../../directory/iam/access-key.js'
import { users } from '../../../directory/iam/user.js'
import type { AccessKey } from '../../../wire/generated/iam.js'
import { quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { holderOf, keysOf } from './key-holder.js'

/** Creates a long-term key. Its secret is only returned here, and never again (IAM API reference, CreateAccessKey). */
export const CreateAccessKey = operation('CreateAccessKey', {
  summary: 'Makes a long-term key for a user.',
  actions: ['iam:CreateAccessKey'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:CreateAccessKey', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state, ids, clock, ring }) {
    const target = resolveTarget(input.UserName, caller, state)
    const user = holderOf(target)
    if (keysOf(target).length >= users.quotas.AccessKeysPerUser)
      throw quotaExceeded(user === undefined ? 'AccessKeysPerAccount' : 'AccessKeysPerUser', users.quotas.AccessKeysPerUser)
    const id = newUnusedKeyId(ids, target.account, (key) => accessKeys.get(state, key) !== undefined)
    const secret = newSecretAccessKey(ids)
    const key: AccessKeyRecord = {
      id,
      account: target.account,
      ...(user === undefined ? {} : { userId: user.id }),
      status: 'Active',
      createdAt: timeOf(clock),
      secret: sealSecret({ id, secret, ring, state, ids }),
    }
    accessKeys.put(state, key)
    if (user !== undefined) users.put(state, { ...user, accessKeyIds: [...user.accessKeyIds, id] })
    return { AccessKey: shown(key, secret, user?.name) }
  },
})

/** The root user has no name, so the response has none. */
function shown(key: AccessKeyRecord, secret: string, userName: string | undefined): AccessKey {
  const common = { AccessKeyId: key.id, Status: key.status, SecretAccessKey: secret, CreateDate: new Date(key.createdAt) }
  return (userName === undefined ? common : { UserName: userName, ...common }) as AccessKey
}
