import { createSecretKey, type KeyObject } from 'node:crypto'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import type { Session } from '../core/caller.js'
import { utf8 } from '../core/seal.js'
import { openSession, type SessionClaims } from './session-token.js'

/** A session token, opened. */
export interface OpenedSession {
  readonly claims: SessionClaims
  /** What the claims say of the session itself. */
  readonly session: Session
  readonly secret: KeyObject
}

interface Kept extends OpenedSession {
  readonly accessKeyId: string
  readonly dataKey: KeyObject
}

const KINDS = { role: 'role', user: 'get-session-token', root: 'get-session-token', 'federated-user': 'federation-token' } as const

function sessionOf({ account: _account, principal: _principal, name: _name, ...claims }: SessionClaims): Session {
  return { ...claims, kind: KINDS[claims.kind] }
}

/** Bytes of all sessions that are held, as estimated. */
const MAX_KEPT = 16_777_216
/** Bytes of a session beside its token; and for each character of the token, which holds sealed and in base64 what the claims hold open. */
const OWN = 2_048
const CHARACTER = 4

/**
 * Sessions opened before, by their whole token, as a session signs many requests with one. It is a memory of having opened a token, and of nothing else:
 * what can change later (expiry, revocation, the role) is looked at anew by whoever asks, and a token whose data key has left the ring does not open.
 * A token that did not open is not remembered. Bounded by bytes; what was not used for longest goes first.
 */
export class OpenedSessions {
  readonly #kept = new BoundedCache<Kept>(MAX_KEPT)

  /** How many are held. */
  get size(): number {
    return this.#kept.size
  }

  /** Bytes that are held, as estimated. */
  get bytes(): number {
    return this.#kept.bytes
  }

  /** What `openSession` says, with the secret as a key. */
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
