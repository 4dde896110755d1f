/**
 * credentials: long-term keys, session tokens, cursors, and who a signature belongs to. Owns sealing and opening them, and every rejection of a
 * request's signature. Refuses to store anything per session, and to decide what a caller may do.
 * May know: core, directory, signature.
 */
import { hkdfSync, type KeyObject } from 'node:crypto'
import type { Session } from '../core/caller.js'
import type { Ids } from '../core/ids.js'
import { open, seal, utf8 } from '../core/seal.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'
import { OneShotHmac } from '../signature/hmac.js'

/** The sealed claims of a session token, besides those of its {@link Session}. Times are milliseconds since the epoch. */
export interface SessionClaims extends Omit<Session, 'kind'> {
  readonly kind: 'role' | 'user' | 'root' | 'federated-user' | 'assumed-root'
  readonly account: string
  /** `AROA…` or `AIDA…`, for a federated user the id of its issuer; empty for root, also an assumed one, and for sessions that root issued. */
  readonly principal: string
  /** The name of a role session or of a federated user; empty otherwise. */
  readonly name: string
}

/** The first 16 characters of a token, by its version, as AWS's tokens have them: bytes that spell `er/aws` (1) and `origin_ec` (2). */
const MARKS = { 1: 'FwoGZXIvYXdzEBYa', 2: 'IQoJb3JpZ2luX2Vj' } as const
const MARK_CHARACTERS = 16
/** The format of new tokens; the older format is still opened. */
const FORMAT = 2
const FIRST_FORMAT = 1
const SALT_BYTES = 32
const HEADER_BYTES = 5 + SALT_BYTES
const FIRST_BLOCK = Uint8Array.of(1)
const sha512Hmac = new OneShotHmac('sha512')
const NONCE = new Uint8Array(12)
/**
 * The longest token that is opened, in characters: with it the headers of a request stay within what clients and proxies send. Longer ones are never
 * issued.
 */
export const MAX_TOKEN = 16_384

interface Subkeys {
  readonly seal: Uint8Array
  readonly iv: Uint8Array
  readonly secret: string
}

/**
 * A fresh key per token, derived from the data key, the access key id and a 32-byte salt. It seals a single token, so one constant nonce is enough
 * and no counter is needed. The secret access key is derived from the same salt, so it need not be stored. HKDF-Expand with SHA-512 (RFC 5869,
 * section 2.3), one block; the data key is random, so the extract step is not needed (section 3.3).
 */
function subkeys(dataKey: KeyObject, salt: Uint8Array, accessKeyId: string): Subkeys {
  const info = Buffer.concat([utf8(`daypass session ${accessKeyId}`), salt, FIRST_BLOCK])
  const bytes = sha512Hmac.of(dataKey, info)
  return { seal: bytes.subarray(0, 32), iv: NONCE, secret: bytes.toString('base64', 32, 62) }
}

/** The same for tokens of the first format: HKDF-SHA-256 (RFC 5869), which also gives the nonce. */
function firstSubkeys(dataKey: KeyObject, salt: Uint8Array, accessKeyId: string): Subkeys {
  const bytes = new Uint8Array(hkdfSync('sha256', dataKey, salt, `daypass session ${accessKeyId}`, 74))
  return {
    seal: bytes.subarray(0, 32),
    iv: bytes.subarray(32, 44),
    secret: Buffer.from(bytes.buffer, bytes.byteOffset + 44, 30).toString('base64'),
  }
}

/** Token and secret of a new session. The token is bound to `accessKeyId`: it does not open with any other id. */
export function sealSession(made: { claims: SessionClaims; accessKeyId: string; ring: KeyRing; state: Reader; ids: Ids }): {
  token: string
  secret: string
} {
  const data = made.ring.current(made.state, 'session')
  const salt = made.ids.bytes(SALT_BYTES)
  const keys = subkeys(data.key, salt, made.accessKeyId)
  const header = Buffer.alloc(5)
  header[0] = FORMAT
  header.writeUInt32BE(data.version, 1)
  const mark = MARKS[made.claims.tokenVersion ?? 2]
  const plain = utf8(JSON.stringify(made.claims))
  const sealed = seal(keys.seal, keys.iv, { plain, bound: bound(mark, header, made.accessKeyId) })
  return { token: mark + Buffer.concat([header, salt, sealed]).toString('base64'), secret: keys.secret }
}

/**
 * What a token is bound to. The mark of version 2 is left out, so that tokens from before there were versions open; no header begins like the mark of
 * version 1.
 */
const bound = (mark: string, header: Uint8Array, accessKeyId: string): Uint8Array =>
  Buffer.concat([utf8(mark === MARKS[2] ? '' : mark), header, utf8(accessKeyId)])

/**
 * Claims and secret of a token presented with `accessKeyId`, and the data key that sealed it; undefined when this installation did not make it, or it
 * is for another key, was altered, or was issued by the store that this one is a copy of, after the copy. The caller must check the expiry.
 */
export function openSession(presented: {
  token: string
  accessKeyId: string
  ring: KeyRing
  state: Reader
}): { claims: SessionClaims; secret: string; dataKey: KeyObject } | undefined {
  const { token, accessKeyId } = presented
  const mark = token.slice(0, MARK_CHARACTERS)
  if (token.length > MAX_TOKEN || (mark !== MARKS[1] && mark !== MARKS[2])) return undefined
  const text = token.slice(MARK_CHARACTERS)
  const bytes = Buffer.from(text, 'base64')
  // Only one spelling is valid: a token with extra characters or other padding is not the one that was made.
  const format = bytes[0]
  if (bytes.length <= HEADER_BYTES || (format !== FORMAT && format !== FIRST_FORMAT) || bytes.toString('base64') !== text) return undefined
  const data = presented.ring.version(presented.state, bytes.readUInt32BE(1), 'session')
  if (data === undefined) return undefined
  const keys = (format === FORMAT ? subkeys : firstSubkeys)(data.key, bytes.subarray(5, HEADER_BYTES), accessKeyId)
  const plain = open(keys.seal, bytes.subarray(HEADER_BYTES), bound(mark, bytes.subarray(0, 5), accessKeyId))
  if (plain === undefined) return undefined
  const claims = JSON.parse(plain.toString('utf8')) as SessionClaims
  if (data.opensUpTo !== undefined && (claims.revision ?? 0) > data.opensUpTo) return undefined
  return { claims, secret: keys.secret, dataKey: data.key }
}
