import type { SignedCaller } from '../../core/caller.js'
import { WireError } from '../../core/error.js'
import { always } from '../../core/operation.js'
import { issueSession } from '../../credentials/issue.js'
import { proveMfa } from './mfa.js'
import { operation, signed, wholeSeconds } from './sts.js'

const DEFAULT_SECONDS = 43_200
/** A root user's session is cut to an hour without an error (STS API reference, GetSessionToken). */
const ROOT_SECONDS = 3_600

/** Temporary credentials for the caller itself (STS API reference, GetSessionToken). Only for long-term keys; obeys no policy. */
export const GetSessionToken = operation('GetSessionToken', {
  authorize: always('needs no permission and obeys no policy; only for long-term keys (STS API reference)'),
  check(_input, caller) {
    if (signed(caller).session !== undefined) throw new WireError('AccessDenied', 'Cannot call GetSessionToken with session credentials')
  },
  prove: proveMfa,
  handle(input, caller, { clock, ids, proof, ring, state }) {
    const who = signed(caller)
    const issuedAt = wholeSeconds(clock.now())
    const expiresAt = issuedAt + 1000 * seconds(who, input.DurationSeconds)
    const principal = who.kind === 'user' ? who.id : ''
    const claims = { kind: who.kind === 'root' ? 'root' : 'user', account: who.account, principal, name: '', issuedAt, expiresAt } as const
    return { Credentials: issueSession({ ring, ids, state }, { ...claims, mfaAt: proof.mfaAt }) }
  },
})

function seconds(caller: SignedCaller, asked: number | undefined): number {
  const wanted = asked ?? DEFAULT_SECONDS
  return caller.kind === 'root' ? Math.min(wanted, ROOT_SECONDS) : wanted
}
