import { isAscii } from 'node:buffer'
import * as crypto from 'node:crypto'

/** The one-shot digest exists from Node 20.12 on and costs a third of `createHash`; older runtimes fall back. */
const oneShot = crypto.hash as typeof crypto.hash | undefined

const WIDE = /[\u0100-\uffff]/
const BEYOND_ASCII = /[\u0080-\uffff]/

/**
 * Header and path strings come from node:http with one character per received byte, so what the client signed is their latin1 form.
 * Text with wider characters was never on a wire: it is taken as Unicode and becomes the UTF-8 a client would send.
 */
export function wireBytes(text: string): Buffer {
  return Buffer.from(text, WIDE.test(text) ? 'utf8' : 'latin1')
}

/** The same rule as a string of one character per byte. */
export function wireText(text: string): string {
  return WIDE.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}

/** SHA-256 of bytes as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return oneShot === undefined ? crypto.createHash('sha256').update(bytes).digest('hex') : oneShot('sha256', bytes, 'hex')
}

/** SHA-256 of a text's {@link wireBytes}. ASCII, nearly every text, is the same bytes in every encoding: it needs no buffer of its own. */
export function sha256HexOfText(text: string): string {
  return oneShot === undefined || BEYOND_ASCII.test(text) ? sha256Hex(wireBytes(text)) : oneShot('sha256', text, 'hex')
}

/** SHA-256 of no bytes at all. */
export const EMPTY_SHA256 = sha256Hex(new Uint8Array(0))

/** HMAC-SHA256 of text, as lower-case hexadecimal digits. */
export function hmacHex(key: crypto.KeyObject, text: string): string {
  if (oneShot !== undefined && text.length <= MAX_TEXT && !BEYOND_ASCII.test(text)) return hmacOfAscii(oneShot, padsOf(key), text)
  return crypto
    .createHmac('sha256', key)
    .update(BEYOND_ASCII.test(text) ? wireBytes(text) : text)
    .digest('hex')
}

/** The blocks that a key comes down to in HMAC (RFC 2104, section 2): they are hashed before the text, and before what that gives. */
interface Pads {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

const BLOCK_BYTES = 64
const SHA256_BYTES = 32
/** A string to sign has some 150 characters. */
const MAX_TEXT = 1_024
const padsOfKeys = new WeakMap<crypto.KeyObject, Pads>()
const innerMessage = Buffer.alloc(BLOCK_BYTES + MAX_TEXT)
const outerMessage = Buffer.alloc(BLOCK_BYTES + SHA256_BYTES)

function padsOf(key: crypto.KeyObject): Pads {
  const known = padsOfKeys.get(key)
  if (known !== undefined) return known
  const bytes = key.export()
  const block = Buffer.alloc(BLOCK_BYTES)
  block.set(bytes.length > BLOCK_BYTES ? crypto.createHash('sha256').update(bytes).digest() : bytes)
  const pads = { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) }
  block.fill(0)
  bytes.fill(0)
  padsOfKeys.set(key, pads)
  return pads
}

/** Two one-shot hashes instead of an object that hashes: signatures are checked with the same keys over and over, and the object costs more than they do. */
function hmacOfAscii(hash: typeof crypto.hash, { inner, outer }: Pads, text: string): string {
  innerMessage.set(inner)
  const end = BLOCK_BYTES + innerMessage.write(text, BLOCK_BYTES, 'latin1')
  outerMessage.set(outer)
  outerMessage.write(hash('sha256', innerMessage.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary')
  return hash('sha256', outerMessage, 'hex')
}

/**
 * Whether `given` is exactly `expected`, in time that depends on their lengths only. A given text of another length still costs one comparison.
 */
export function sameText(expected: string, given: string): boolean {
  if (expected.length === HEX_LENGTH && given.length === HEX_LENGTH) return sameDigits(expected, given)
  const right = Buffer.from(expected, 'utf8')
  const left = Buffer.from(given, 'utf8')
  if (left.length === right.length) return crypto.timingSafeEqual(right, left)
  crypto.timingSafeEqual(right, right)
  return false
}

/** Hexadecimal digits of a SHA-256. */
const HEX_LENGTH = 64
const expectedBytes = Buffer.alloc(HEX_LENGTH)
const givenBytes = Buffer.alloc(HEX_LENGTH)

/** The same for the texts it is nearly always asked about, in memory that is kept for it. Of a text beyond ASCII only a part fits: it is never the same. */
function sameDigits(expected: string, given: string): boolean {
  const written = expectedBytes.write(expected, 'utf8') + givenBytes.write(given, 'utf8')
  return crypto.timingSafeEqual(expectedBytes, givenBytes) && written === 2 * HEX_LENGTH && isAscii(expectedBytes)
}
