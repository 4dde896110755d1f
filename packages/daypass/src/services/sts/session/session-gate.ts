import type { Caller, Session } from '../../../core/caller.js'
import { StsError } from '../error.js'

/** Kinds of sessions that reach only a few operations of STS (IAM user guide, "Compare AWS STS credentials"). */
export const RESTRICTED_SESSIONS: readonly Session['kind'][] = ['get-session-token', 'federation-token']
/** Every kind of session. */
export const ALL_SESSIONS: readonly Session['kind'][] = ['role', ...RESTRICTED_SESSIONS]

/** Refuses sessions of these kinds, whatever policies say. The text is observed for GetSessionToken and GetFederationToken, and ours for the rest. */
export function refuseSessions(operation: string, caller: Caller, kinds: readonly Session['kind'][]): void {
  const kind = caller.kind === 'anonymous' ? undefined : caller.session?.kind
  if (kind !== undefined && kinds.includes(kind)) throw new StsError('AccessDenied', `Cannot call ${operation} with session credentials`)
}
