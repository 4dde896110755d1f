import type { Ids } from '../core/ids.js'
import { deriveKey, open, seal, utf8 } from '../core/seal.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'

const LABEL = 'daypass authorization message 2'
const VERSION_BYTES = 4
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const EXPIRY_BYTES = 6
const LENGTH_BYTES = 2
/** How long a message can be decoded, in milliseconds. */
const LIFETIME = 86_400_000

/**
 * The length of every message, in characters, within the header size that every client accepts. It does not depend on the text: messages are padded,
 * not compressed.
 */
const MESSAGE_CHARACTERS = 6_144
const PLAIN_BYTES = (MESSAGE_CHARACTERS / 4) * 3 - VERSION_BYTES - SALT_BYTES - IV_BYTES - TAG_BYTES
const TEXT_AT = EXPIRY_BYTES + LENGTH_BYTES
/** The most bytes of text in a message. */
export const MOST_TEXT: number = PLAIN_BYTES - TEXT_AT

const boundTo = (account: string): Uint8Array => utf8(account)

/**
 * The details of a denial, sealed for the account of the denied principal (STS API reference, DecodeAuthorizationMessage): base64url, without line
 * breaks. It can be decoded for 24 hours. `now` is the installation's time in milliseconds. `textOf` returns the text in at most as many bytes as it
 * is passed: whether a message is sent and how long it is must not depend on the text, because part of it is chosen by the caller and part of it is
 * secret.
 */
export function sealAuthorizationMessage(
  textOf: (most: number) => string,
  account: string,
  made: { ring: KeyRing; state: Reader; ids: Ids; now: number },
): string {
  const { version, key } = made.ring.current(made.state, 'session')
  const header = Buffer.alloc(VERSION_BYTES)
  header.writeUInt32BE(version)
  // A separate key for every message, so that nonces need not be counted, however many calls are denied.
  const salt = made.ids.bytes(SALT_BYTES)
  const plain = plainOf(utf8(textOf(MOST_TEXT)), made.now + LIFETIME)
  const sealed = seal(deriveKey(key, LABEL, salt), made.ids.bytes(IV_BYTES), { plain, bound: boundTo(account) })
  return Buffer.concat([header, salt, sealed]).toString('base64url')
}

function plainOf(text: Uint8Array, expiry: number): Buffer {
  if (text.length > MOST_TEXT) throw new Error('the details of a refusal are longer than was asked for')
  const plain = Buffer.alloc(PLAIN_BYTES)
  plain.writeUIntBE(expiry, 0, EXPIRY_BYTES)
  plain.writeUInt16BE(text.length, EXPIRY_BYTES)
  plain.set(text, TEXT_AT)
  return plain
}

/** The details in a message; undefined when this installation did not make it, or it was altered, is for another account, or is too old. */
export function openAuthorizationMessage(
  message: string,
  account: string,
  opened: { ring: KeyRing; state: Reader; now: number },
): string | undefined {
  const bytes = Buffer.from(message, 'base64url')
  // Only one spelling is valid: a message with other characters is not the one that was made.
  if (message.length !== MESSAGE_CHARACTERS || bytes.toString('base64url') !== message) return undefined
  const data = opened.ring.version(opened.state, bytes.readUInt32BE(0), 'session')
  if (data === undefined) return undefined
  const key = deriveKey(data.key, LABEL, bytes.subarray(VERSION_BYTES, VERSION_BYTES + SALT_BYTES))
  const plain = open(key, bytes.subarray(VERSION_BYTES + SALT_BYTES), boundTo(account))
  if (plain === undefined || plain.readUIntBE(0, EXPIRY_BYTES) <= opened.now) return undefined
  return plain.toString('utf8', TEXT_AT, TEXT_AT + plain.readUInt16BE(EXPIRY_BYTES))
}
