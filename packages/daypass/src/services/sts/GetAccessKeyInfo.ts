import { accountOfKeyId } from '../../core/key-id.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { StsError } from './error.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation } from './sts.js'

/**
 * The account an access key belongs to (STS API reference, GetAccessKeyInfo). It stands in the id itself, so a key need not be known here; ids of
 * the older generation carry none and are looked up.
 */
export const GetAccessKeyInfo = operation('GetAccessKeyInfo', {
  summary: 'Returns the account of an access key id.',
  actions: ['sts:GetAccessKeyInfo'],
  check: (_input, caller) => refuseSessions('GetAccessKeyInfo', caller, RESTRICTED_SESSIONS),
  authorize: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  handle({ AccessKeyId }, _caller, { state }) {
    const Account = accountOfKeyId(AccessKeyId) ?? accessKeys.get(state, AccessKeyId)?.account
    // AWS documents no error for a key it cannot place; code and text are ours.
    if (Account === undefined) throw new StsError('ValidationError', `The access key ID ${AccessKeyId} does not contain its account.`)
    return { Account }
  },
})
