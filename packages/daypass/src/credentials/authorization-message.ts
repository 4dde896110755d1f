import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Ids } from '../core/ids.js'
import { deriveKey, open, seal, utf8 } from '../core/seal.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'

const LABEL = 'daypass authorization message'
const VERSION_BYTES = 4
const SALT_BYTES = 16
const IV_BYTES = 12
const EXPIRY_BYTES = 6
/** Milliseconds that a message can be decoded for. */
const LIFETIME = 86_400_000
/** Bytes of the text, at most: what a short message may unfold to. */
const MAX_TEXT = 262_144

const boundTo = (account: string): Uint8Array => utf8(account)

/**
 * The details of a refusal, sealed for the account whose principal was refused (STS API reference, DecodeAuthorizationMessage): base64url, without
 * line breaks. It can be decoded for 24 hours. `now` is the installation's time in milliseconds.
 */
export function sealAuthorizationMessage(
  text: string,
  account: string,
  made: { ring: KeyRing; state: Reader; ids: Ids; now: number },
): string {
  const { version, key } = made.ring.current(made.state, 'session')
  const header = Buffer.alloc(VERSION_BYTES)
  header.writeUInt32BE(version)
  const expiry = Buffer.alloc(EXPIRY_BYTES)
  expiry.writeUIntBE(made.now + LIFETIME, 0, EXPIRY_BYTES)
  // A key of its own for every message: nothing has to be counted, however many calls are refused.
  const salt = made.ids.bytes(SALT_BYTES)
  const plain = Buffer.concat([expiry, deflateRawSync(text)])
  const sealed = seal(deriveKey(key, LABEL, salt), made.ids.bytes(IV_BYTES), { plain, bound: boundTo(account) })
  return Buffer.concat([header, salt, sealed]).toString('base64url')
}

/** The details that a message holds; undefined when it is not ours, was altered, is for another account, or too old. */
export function openAuthorizationMessage(
  message: string,
  account: string,
  opened: { ring: KeyRing; state: Reader; now: number },
): string | undefined {
  const bytes = Buffer.from(message, 'base64url')
  // One spelling only: a message with other characters in it is not the one we made.
  if (bytes.toString('base64url') !== message || bytes.length <= VERSION_BYTES + SALT_BYTES) return undefined
  const data = opened.ring.version(opened.state, bytes.readUInt32BE(0), 'session')
  if (data === undefined) return undefined
  const key = deriveKey(data.key, LABEL, bytes.subarray(VERSION_BYTES, VERSION_BYTES + SALT_BYTES))
  const plain = open(key, bytes.subarray(VERSION_BYTES + SALT_BYTES), boundTo(account))
  if (plain === undefined || plain.readUIntBE(0, EXPIRY_BYTES) <= opened.now) return undefined
  return inflateRawSync(plain.subarray(EXPIRY_BYTES), { maxOutputLength: MAX_TEXT }).toString('utf8')
}
