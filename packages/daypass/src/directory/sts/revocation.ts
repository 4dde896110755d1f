// sts: revoked sessions.
// Owns the records of revocations, and whether a session is revoked. Refuses to store sessions: a revocation says which ones it applies to.

import type { AssumedRoot, Session, SignedCaller } from '../../core/caller.js'
import { roles } from '../iam/role.js'
import { users } from '../iam/user.js'
import { LONGEST_SESSION } from '../key-ring.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/**
 * Which sessions of an account to revoke: all of them, those of a role or user (by unique id), those with a source identity, or a single one (by user
 * id, `AROA…:name`).
 */
export type RevokedSessions =
  | { readonly kind: 'all' }
  | { readonly kind: 'role' | 'user' | 'session' | 'source-identity'; readonly value: string }

/** Accounts in which sessions were revoked. */
export const revokedKeys = defineKeys('revoked/<account>', {
  record: 'that sessions of the account were revoked at all, and how far the revocations reached that were removed',
  lifetime: 'for ever',
})

/** Revocations by the sessions they apply to. */
export const revocationKeys = defineKeys('revocation/<account>/<kind>/<value>', {
  record:
    'which sessions are revoked (all, of a role, a user, a source identity, or one), up to its own revision (kind `…-now`) or up to a moment',
  lifetime: 'until the last session it bears on has expired',
})

/**
 * Notes that the account has revocations. A revocation is removed when all that it bears on has expired, by the clock of one server; whether that is right is
 * not left to the clock: what was issued before it is over from then on, whosever it is. If the clock was right, that is expired anyway; if it was ahead, nothing
 * that was revoked comes back when it is set right.
 */
interface RevokedRecord {
  readonly revoked: true
  /** Sessions issued at an earlier revision are over. */
  readonly upTo?: number
  /** Sessions issued earlier, in milliseconds since the epoch, are over. */
  readonly before?: number
}

/**
 * Revokes sessions issued at a store revision before the one that wrote this record, which does not depend on clocks or races. `at` is milliseconds
 * since the epoch, and only used to prune the record.
 */
interface UpToNow {
  readonly at: number
  /** In a copy of a store: the revision of the record in the original, whatever revision the record has in the copy. */
  readonly upTo?: number
}

/** Revokes sessions issued before a time, in milliseconds since the epoch. */
interface UpToMoment {
  readonly before: number
}

/** The most records pruned at once. */
const PRUNED_AT_ONCE = 50

const nowKey = (account: string, sessions: Named) => revocationKeys.key(account, `${sessions.kind}-now`, sessions.value)
const momentKey = (account: string, sessions: Named) => revocationKeys.key(account, sessions.kind, sessions.value)
const named = (sessions: RevokedSessions): Named => ({ value: '', ...sessions })

/**
 * Whether the caller's session has been revoked; long-term keys are never revoked. One read in an account without revocations, besides the user or role
 * that the caller is. A session of AssumeRoot is revoked by the member, and with the sessions of the principal that got it.
 */
export function isRevoked(state: Reader, caller: SignedCaller): boolean {
  const { account, session } = caller
  if (session === undefined) return false
  const by = session.assumedRoot?.by
  if ((session.revision ?? 0) <= importedAt(state, by ?? (caller.kind === 'federated-user' ? caller.issuer : caller))) return true
  if (isRevokedIn(state, { account, session, bearing: bearing(caller, session) })) return true
  return by !== undefined && isRevokedIn(state, { account: by.account, session, bearing: bearingOnIssuer(by, session) })
}

type Named = { readonly kind: string; readonly value: string }

interface Bearing {
  readonly account: string
  readonly session: Session
  readonly bearing: readonly Named[]
}

function isRevokedIn(state: Reader, { account, session, bearing }: Bearing): boolean {
  const revoked = state.get<RevokedRecord>(revokedKeys.key(account))
  if (revoked === undefined) return false
  // A session without an issue revision is older than every record.
  if ((session.revision ?? 0) < (revoked.upTo ?? 0) || session.issuedAt < (revoked.before ?? 0)) return true
  return bearing.some(
    (sessions) =>
      (session.revision ?? 0) < revokedUpTo(state, nowKey(account, sessions)) ||
      session.issuedAt < (state.get<UpToMoment>(momentKey(account, sessions))?.before ?? 0),
  )
}

/** The revision before which sessions are revoked by a record of this key; 0 without one. */
const revokedUpTo = (state: Reader, key: string): number => state.get<UpToNow>(key)?.upTo ?? state.revisionOf(key)

/**
 * The value of a revocation in a copy of its store, as stored: it says which revision it had, for an engine that gives its records new ones. A new
 * revocation in the copy replaces it.
 */
export function revocationOfCopy({ value, modRevision }: { readonly value: Uint8Array; readonly modRevision: number }): Uint8Array {
  const record = JSON.parse(new TextDecoder().decode(value)) as UpToNow | UpToMoment
  return 'before' in record ? value : new TextEncoder().encode(JSON.stringify({ upTo: modRevision, ...record } satisfies UpToNow))
}

/** The revision up to which sessions of this user or role are of one that is gone: an import brings unique ids back. -1 where it was not imported. */
function importedAt(state: Reader, owner: Owner): number {
  if (owner.kind === 'root') return -1
  return (owner.kind === 'role' ? roles.getById(state, owner.id) : users.getById(state, owner.id))?.importedAt ?? -1
}

/** Whose rights a session has, or who got it. */
type Owner = { readonly kind: 'user' | 'role'; readonly id: string } | { readonly kind: 'root' }

/** What a session can be revoked by: all sessions, its role or user (for a federated user its issuer; root has none), itself, its source identity. */
function bearing(caller: SignedCaller, { sourceIdentity }: Session): Named[] {
  const sessions = [named({ kind: 'all' }), { kind: 'session', value: caller.userId }]
  const owner = caller.kind === 'federated-user' ? caller.issuer : caller
  if (owner.kind !== 'root') sessions.push({ kind: owner.kind, value: owner.id })
  if (sourceIdentity !== undefined) sessions.push({ kind: 'source-identity', value: sourceIdentity })
  return sessions
}

/** What a session of AssumeRoot can be revoked by where it was issued from. */
function bearingOnIssuer({ kind, id, userId }: AssumedRoot['by'], { sourceIdentity }: Session): Named[] {
  const sessions = [named({ kind: 'all' }), { kind: 'session', value: userId }, { kind, value: id }]
  return sourceIdentity === undefined ? sessions : [...sessions, { kind: 'source-identity', value: sourceIdentity }]
}

/**
 * Revokes sessions up to now, or those issued before a time. Earlier revocations that reach further stay in effect. Times are milliseconds since the
 * epoch.
 */
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

/**
 * Removes revocations that no valid session can be affected by, and notes how far they reached ({@link RevokedRecord}). `now` is milliseconds since the epoch.
 */
export function pruneRevocations(state: Writer, account: string, now: number): void {
  const bounds = { ...revocationKeys.bounds(account), limit: PRUNED_AT_ONCE }
  const records = state.range<Partial<UpToNow & UpToMoment>>(bounds)
  const old = records.filter(({ value }) => (value.at ?? value.before ?? 0) + LONGEST_SESSION < now)
  if (old.length === 0) return
  const revoked = state.get<RevokedRecord>(revokedKeys.key(account))
  let { upTo = 0, before = 0 } = revoked ?? {}
  for (const { key, value } of old) {
    if (value.before === undefined) upTo = Math.max(upTo, revokedUpTo(state, key))
    else before = Math.max(before, value.before)
    state.delete(key)
  }
  state.put(revokedKeys.key(account), { revoked: true, upTo, before } satisfies RevokedRecord)
}
