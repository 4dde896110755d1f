import { openAuthorizationMessage } from '../../credentials/authorization-message.js'
import { StsError } from './error.js'
import { RESTRICTED_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation } from './sts.js'

/**
 * Decodes why a request was denied, for callers with the permission (STS API reference, DecodeAuthorizationMessage). A message is encrypted for the
 * account whose principal was denied, and can be decoded in that account for 24 hours.
 */
export const DecodeAuthorizationMessage = operation('DecodeAuthorizationMessage', {
  summary: 'Returns what a denied request was about.',
  actions: ['sts:DecodeAuthorizationMessage'],
  check: (_input, caller) => refuseSessions('DecodeAuthorizationMessage', caller, RESTRICTED_SESSIONS),
  authorize: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  handle({ EncodedMessage }, { account }, { clock, ring, state }) {
    const DecodedMessage = openAuthorizationMessage(EncodedMessage, account, { ring, state, now: clock.now() })
    if (DecodedMessage === undefined) throw new StsError('InvalidAuthorizationMessageException', 'Message is not valid')
    return { DecodedMessage }
  },
})
