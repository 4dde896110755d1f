import { isAscii } from 'node:buffer'
import * as crypto from 'node:crypto'
import { OneShotHmac } from './hmac.js'

const WIDE = /[\u0100-\uffff]/
const BEYOND_ASCII = /[\u0080-\uffff]/

/**
 * Header and path strings from node:http have one character per received byte, so their latin1 form is what the client signed. Text with wider
 * characters was never received: it is taken as Unicode and becomes the UTF-8 that a client would send.
 */
export function wireBytes(text: string): Buffer {
  return Buffer.from(text, WIDE.test(text) ? 'utf8' : 'latin1')
}

/** The same rule, with a string of one character per byte as the result. */
export function wireText(text: string): string {
  return WIDE.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}

/** SHA-256 of bytes as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return crypto.hash('sha256', bytes, 'hex')
}

/** SHA-256 of a text's {@link wireBytes}. ASCII, which almost every text is, has the same bytes in every encoding and needs no buffer of its own. */
export function sha256HexOfText(text: string): string {
  return BEYOND_ASCII.test(text) ? sha256Hex(wireBytes(text)) : crypto.hash('sha256', text, 'hex')
}

/** SHA-256 of zero bytes. */
export const EMPTY_SHA256 = sha256Hex(new Uint8Array(0))

const sha256Hmac = new OneShotHmac('sha256')

/** HMAC-SHA256 of text, as lower-case hexadecimal digits. */
export function hmacHex(key: crypto.KeyObject, text: string): string {
  if (BEYOND_ASCII.test(text)) return crypto.createHmac('sha256', key).update(wireBytes(text)).digest('hex')
  return sha256Hmac.hexOfAscii(key, text)
}

/** Whether `given` equals `expected`, in time that depends only on their lengths. A given text of another length still costs one comparison. */
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

/** The same for the most frequent texts, in memory that is kept for it. Only a part of a text beyond ASCII fits: it never matches. */
function sameDigits(expected: string, given: string): boolean {
  const written = expectedBytes.write(expected, 'utf8') + givenBytes.write(given, 'utf8')
  return crypto.timingSafeEqual(expectedBytes, givenBytes) && written === 2 * HEX_LENGTH && isAscii(expectedBytes)
}
