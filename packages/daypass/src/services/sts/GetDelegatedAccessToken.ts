import { notAuthorized } from '../../access/not-authorized.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation, signed } from './sts.js'

/**
 * Credentials for a partner whose delegation request a customer has accepted (STS API reference, GetDelegatedAccessToken). Delegation requests are
 * made in IAM, which does not support them yet, so every trade-in token is invalid.
 */
export const GetDelegatedAccessToken = operation('GetDelegatedAccessToken', {
  summary: 'Issues credentials for an accepted delegation request.',
  actions: ['sts:GetDelegatedAccessToken'],
  unavailable: 'there are no delegation requests in IAM yet, and it takes their trade-in tokens',
  check: (_input, caller) => refuseSessions('GetDelegatedAccessToken', caller, RESTRICTED_SESSIONS),
  authorize: () => [{ action: 'sts:GetDelegatedAccessToken', resource: '*' }],
  handle(_input, caller) {
    const because = 'because the trade-in token belongs to no delegation request'
    throw notAuthorized(signed(caller), { action: 'sts:GetDelegatedAccessToken', because, reason: 'no delegation requests' })
  },
})
