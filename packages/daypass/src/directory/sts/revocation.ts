import type { Session, SignedCaller } from '../../core/caller.js'
import { LONGEST_SESSION } from '../key-ring.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** Which sessions of an account are meant: all of them, or those of a role or user (by unique id), with a source identity, or one (by user id, `AROA…:name`). */
export type RevokedSessions =
  | { readonly kind: 'all' }
  | { readonly kind: 'role' | 'user' | 'session' | 'source-identity'; readonly value: string }

/** Accounts in which sessions were revoked. */
export const revokedKeys = defineKeys('revoked/<account>', {
  record: 'that sessions of the account were revoked at all',
  lifetime: 'for ever',
})

/** Revocations by which sessions they mean. */
export const revocationKeys = defineKeys('revocation/<account>/<kind>/<value>', {
  record:
    'which sessions are revoked (all, of a role, a user, a source identity, or one), up to its own revision (kind `…-now`) or up to a moment',
  lifetime: 'until the last session it bears on has expired',
})

/** That anything was revoked in the account. */
interface RevokedRecord {
  readonly revoked: true
}

/**
 * Up to now: the sessions issued at an older revision of the store than the one that wrote this record, which no clock and no race can shift. `at` is
 * milliseconds since the epoch, and only tells when it may be forgotten.
 */
interface UpToNow {
  readonly at: number
}

/** The sessions issued before a moment, in milliseconds since the epoch. */
interface UpToMoment {
  readonly before: number
}

/** Records pruned at once, at most. */
const PRUNED_AT_ONCE = 50

const nowKey = (account: string, sessions: { kind: string; value: string }) =>
  revocationKeys.key(account, `${sessions.kind}-now`, sessions.value)
const momentKey = (account: string, sessions: { kind: string; value: string }) => revocationKeys.key(account, sessions.kind, sessions.value)
const named = (sessions: RevokedSessions): { kind: string; value: string } => ({ value: '', ...sessions })

/** Whether the caller's session has been revoked; a long-term key has none. One read in an account where nothing ever was. */
export function isRevoked(state: Reader, caller: SignedCaller): boolean {
  const { account, session } = caller
  if (session === undefined || state.get<RevokedRecord>(revokedKeys.key(account)) === undefined) return false
  return bearing(caller, session).some(
    (sessions) =>
      // A session that does not say at which revision it was issued is older than every record.
      (session.revision ?? 0) < state.revisionOf(nowKey(account, sessions)) ||
      session.issuedAt < (state.get<UpToMoment>(momentKey(account, sessions))?.before ?? 0),
  )
}

/** What a session can be revoked by: with all, by its role or user (a federated user's is the one that vouched; root has none), by itself, by its source identity. */
function bearing(caller: SignedCaller, { sourceIdentity }: Session): { kind: string; value: string }[] {
  const sessions = [named({ kind: 'all' }), { kind: 'session', value: caller.userId }]
  const owner = caller.kind === 'federated-user' ? caller.issuer : caller
  if (owner.kind !== 'root') sessions.push({ kind: owner.kind, value: owner.id })
  if (sourceIdentity !== undefined) sessions.push({ kind: 'source-identity', value: sourceIdentity })
  return sessions
}

/** Revokes sessions up to now, or those issued before a moment. What was revoked further stays so. Times are milliseconds since the epoch. */
export function revokeSessions(
  state: Writer,
  account: string,
  revoked: { sessions: RevokedSessions; before: number | undefined; now: number },
): void {
  const { before, now } = revoked
  const sessions = named(revoked.sessions)
  if (before === undefined) state.put(nowKey(account, sessions), { at: now } satisfies UpToNow)
  else {
    const key = momentKey(account, sessions)
    state.put(key, { before: Math.max(state.get<UpToMoment>(key)?.before ?? 0, before) } satisfies UpToMoment)
  }
  if (state.get<RevokedRecord>(revokedKeys.key(account)) === undefined)
    state.put(revokedKeys.key(account), { revoked: true } satisfies RevokedRecord)
}

/** Forgets revocations that no living session can be older than. `now` is milliseconds since the epoch. */
export function pruneRevocations(state: Writer, account: string, now: number): void {
  const bounds = { ...revocationKeys.bounds(account), limit: PRUNED_AT_ONCE }
  for (const { key, value } of state.range<Partial<UpToNow & UpToMoment>>(bounds))
    if ((value.at ?? value.before ?? 0) + LONGEST_SESSION < now) state.delete(key)
}
