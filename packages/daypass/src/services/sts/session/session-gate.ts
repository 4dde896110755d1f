import type { Caller, Session } from '../../../core/caller.js'
import { StsError } from '../error.js'

/** Kinds of sessions that may call only a few operations of STS (IAM user guide, "Compare AWS STS credentials"). */
export const RESTRICTED_SESSIONS: readonly Session['kind'][] = ['get-session-token', 'federation-token', 'assume-root']
/** Every kind of session. */
export const ALL_SESSIONS: readonly Session['kind'][] = ['role', ...RESTRICTED_SESSIONS]

/**
 * Refuses these kinds of sessions, whatever the policies say. The text was observed for GetSessionToken and GetFederationToken; for others it is
 * daypass's.
 */
export function refuseSessions(operation: string, caller: Caller, kinds: readonly Session['kind'][]): void {
  const kind = caller.kind === 'anonymous' ? undefined : caller.session?.kind
  if (kind !== undefined && kinds.includes(kind)) throw new StsError('AccessDenied', `Cannot call ${operation} with session credentials`)
}
