import { accountOfKeyId } from '../../core/key-id.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { StsError } from './error.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation } from './sts.js'

/**
 * The account that an access key belongs to (STS API reference, GetAccessKeyInfo). The id itself contains the account, so the key need not exist
 * here; ids of the older format do not contain it and are looked up.
 */
export const GetAccessKeyInfo = operation('GetAccessKeyInfo', {
  summary: 'Returns the account of an access key id.',
  actions: ['sts:GetAccessKeyInfo'],
  check: (_input, caller) => refuseSessions('GetAccessKeyInfo', caller, RESTRICTED_SESSIONS),
  authorize: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  handle({ AccessKeyId }, _caller, { state }) {
    const Account = accountOfKeyId(AccessKeyId) ?? accessKeys.get(state, AccessKeyId)?.account
    // AWS documents no error for a key whose account it cannot tell; code and text are daypass's own.
    if (Account === undefined) throw new StsError('ValidationError', `The access key ID ${AccessKeyId} does not contain its account.`)
    return { Account }
  },
})
