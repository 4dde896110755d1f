import { createSecretKey, type KeyObject } from 'node:crypto'
import { BoundedCache, type CacheFigures } from '../core/cache/bounded-cache.js'
import type { Session } from '../core/caller.js'
import { utf8 } from '../core/seal.js'
import { openSession, type SessionClaims } from './session-token.js'

/** An opened session token. */
export interface OpenedSession {
  readonly claims: SessionClaims
  /** What the claims say about the session itself. */
  readonly session: Session
  readonly secret: KeyObject
}

interface Kept extends OpenedSession {
  readonly accessKeyId: string
  readonly dataKey: KeyObject
}

const KINDS: Readonly<Record<SessionClaims['kind'], Session['kind']>> = {
  role: 'role',
  user: 'get-session-token',
  root: 'get-session-token',
  'federated-user': 'federation-token',
  'assumed-root': 'assume-root',
}

function sessionOf({ account: _account, principal: _principal, name: _name, ...claims }: SessionClaims): Session {
  return { ...claims, kind: KINDS[claims.kind] }
}

/** Estimated bytes of all cached sessions. */
const MAX_KEPT = 16_777_216
/** Estimated bytes of a session without its token, and of each character of the token: the opened claims take as much as their sealed base64. */
const OWN = 2_048
const CHARACTER = 4

/**
 * A cache of opened sessions by their whole token, because one session signs many requests. It remembers only that a token opened: everything that
 * can change later (expiry, revocation, the role) is checked again by the caller, and a token whose data key has left the ring does not open. A token
 * that did not open is not cached. Limited in bytes; the least recently used is removed first.
 */
export class OpenedSessions {
  readonly #kept = new BoundedCache<Kept>(MAX_KEPT)

  get cache(): CacheFigures {
    return this.#kept
  }

  /** How many sessions are cached. */
  get size(): number {
    return this.#kept.size
  }

  /** Estimated bytes of the cache. */
  get bytes(): number {
    return this.#kept.bytes
  }

  /** Like `openSession`, with the secret as a key object. */
  open(presented: Parameters<typeof openSession>[0]): OpenedSession | undefined {
    const { token, accessKeyId, ring, state } = presented
    const kept = this.#kept.get(token)
    if (kept !== undefined && kept.accessKeyId === accessKeyId && ring.holds(state, kept.dataKey)) return kept
    const opened = openSession(presented)
    if (opened === undefined) return undefined
    const { claims, secret, dataKey } = opened
    return this.#keep(token, { claims, session: sessionOf(claims), secret: createSecretKey(utf8(secret)), accessKeyId, dataKey })
  }

  #keep(token: string, opened: Kept): OpenedSession {
    this.#kept.put(token, opened, OWN + CHARACTER * token.length)
    return opened
  }
}
