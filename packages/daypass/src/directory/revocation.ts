import type { Session, SignedCaller } from '../core/caller.js'
import { prefixEnd } from '../store/key-order.js'
import { revocationKey, revocationsOf, revokedKey } from '../store/keys.js'
import { LONGEST_SESSION } from './key-ring.js'
import type { Reader, Writer } from './state.js'

/** Which sessions of an account are meant: all of them, or those of a role or user (by unique id), with a source identity, or one (by user id, `AROA…:name`). */
export type RevokedSessions =
  | { readonly kind: 'all' }
  | { readonly kind: 'role' | 'user' | 'session' | 'source-identity'; readonly value: string }

/** Sessions issued before this many milliseconds since the epoch are revoked. `narrow`: there are records for some of the sessions too. */
interface RevokedRecord {
  readonly before: number
  readonly narrow: boolean
}

interface RevocationRecord {
  readonly before: number
}

/** Records pruned at once, at most. */
const PRUNED_AT_ONCE = 50

/** Whether the caller's session has been revoked; a long-term key has none. One read in an account where nothing ever was. */
export function isRevoked(state: Reader, caller: SignedCaller): boolean {
  if (caller.session === undefined) return false
  const revoked = state.get<RevokedRecord>(revokedKey(caller.account))
  if (revoked === undefined) return false
  return caller.session.issuedAt < revoked.before || (revoked.narrow && isRevokedByName(state, caller, caller.session))
}

function isRevokedByName(state: Reader, caller: SignedCaller, { issuedAt, sourceIdentity }: Session): boolean {
  const before = (what: string, value: string) => state.get<RevocationRecord>(revocationKey(caller.account, what, value))?.before ?? 0
  const owner = ownerOf(caller)
  if (owner !== undefined && issuedAt < before(owner.kind, owner.id)) return true
  if (issuedAt < before('session', caller.userId)) return true
  return sourceIdentity !== undefined && issuedAt < before('source-identity', sourceIdentity)
}

/** The role or user whose session it is; a federated user's is the one that vouched. Root's has none. */
function ownerOf(caller: SignedCaller): { kind: 'role' | 'user'; id: string } | undefined {
  if (caller.kind === 'federated-user') return caller.issuer.kind === 'user' ? caller.issuer : undefined
  return caller.kind === 'root' ? undefined : { kind: caller.kind, id: caller.id }
}

/** Revokes the sessions issued before `before`, milliseconds since the epoch. What was revoked further stays so. */
export function revokeSessions(state: Writer, account: string, revoked: { sessions: RevokedSessions; before: number }): void {
  const { sessions, before } = revoked
  const known = state.get<RevokedRecord>(revokedKey(account)) ?? { before: 0, narrow: false }
  if (sessions.kind === 'all') {
    state.put(revokedKey(account), { ...known, before: Math.max(known.before, before) })
    return
  }
  const key = revocationKey(account, sessions.kind, sessions.value)
  const further = Math.max(state.get<RevocationRecord>(key)?.before ?? 0, before)
  state.put(key, { before: further } satisfies RevocationRecord)
  if (!known.narrow) state.put(revokedKey(account), { ...known, narrow: true })
}

/** Forgets revocations that no living session can be older than. `now` is milliseconds since the epoch. */
export function pruneRevocations(state: Writer, account: string, now: number): void {
  const bounds = { start: revocationsOf(account), end: prefixEnd(revocationsOf(account)), limit: PRUNED_AT_ONCE }
  for (const { key, value } of state.range<RevocationRecord>(bounds)) if (value.before + LONGEST_SESSION < now) state.delete(key)
}
