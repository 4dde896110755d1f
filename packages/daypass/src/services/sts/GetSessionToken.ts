import { always } from '../../core/operation.js'
import { mfaEvidence } from './mfa.js'
import { issueCredentials } from './session/issue-credentials.js'
import { ALL_SESSIONS, refuseSessions } from './session/session-gate.js'
import { operation, ownSessionSeconds, signed, wholeSeconds } from './sts.js'

/** Temporary credentials for the caller itself (STS API reference, GetSessionToken). Only for long-term keys; policies do not apply. */
export const GetSessionToken = operation('GetSessionToken', {
  summary: 'Issues temporary credentials for the caller.',
  authorize: always('needs no permission and obeys no policy; only for long-term keys (STS API reference)'),
  check: (_input, caller) => refuseSessions('GetSessionToken', caller, ALL_SESSIONS),
  evidence: mfaEvidence,
  allowedInDisabledRegion: 'the account the credentials are for is tested instead',
  handle(input, caller, deps) {
    const { clock, evidence } = deps
    const who = signed(caller)
    const issuedAt = clock.now()
    const expiresAt = wholeSeconds(issuedAt) + 1000 * ownSessionSeconds(who, input.DurationSeconds)
    const principal = who.kind === 'user' ? who.id : ''
    const claims = { kind: who.kind === 'root' ? 'root' : 'user', account: who.account, principal, name: '', issuedAt, expiresAt } as const
    return { Credentials: issueCredentials(who, { mfaAt: evidence.mfaAt, ...claims }, deps) }
  },
})
