import { WireError } from '../../../core/error.js'
import { pruneRevocations, revokeSessions } from '../../../directory/sts/revocation.js'
import { operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { targetOf } from './revoked-sessions.js'

/**
 * Ends sessions of the caller's account that were issued before a given time, or until now. AWS has no such API, it can only deny sessions everything
 * by policy: here, a revoked session is rejected by every service from the next request on, in every process on the store.
 * Sessions that were assumed with a revoked session are separate and stay valid: revoke by source identity to end a whole chain.
 */
export const RevokeSessions = operation('RevokeSessions', {
  summary: 'Ends sessions of the account that were issued so far, or before a time.',
  actions: ['daypass:RevokeSessions'],
  check: (input, { account }, { state }) => void targetOf(input, { account, state }),
  authorize(input, { account }, { state }) {
    const { sessions: _sessions, ...permission } = targetOf(input, { account, state })
    return [{ action: 'daypass:RevokeSessions', ...permission }]
  },
  handle(input, { account }, { state, clock }) {
    const { sessions } = targetOf(input, { account, state })
    if (sessions instanceof WireError) throw sessions
    const now = clock.now()
    const before = input.IssuedBefore?.getTime()
    if (before !== undefined && before > now)
      throw new DaypassError('ValidationError', 'IssuedBefore must not be in the future: sessions that do not exist yet cannot be revoked.')
    // Expired revocations are removed first, so that this does not remove the new one.
    pruneRevocations(state, account, now)
    revokeSessions(state, account, { sessions, before, now })
    return { IssuedBefore: new Date(before ?? now) }
  },
})
