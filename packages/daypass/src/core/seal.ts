import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

/** A key of AES-256-GCM: a `KeyObject` where it is kept, its 32 bytes where it is used once, because making the object costs as much as sealing. */
export type SealingKey = KeyObject | Uint8Array

/** Seals with AES-256-GCM (NIST SP 800-38D): iv, ciphertext, tag. `iv` is 12 bytes that were never used before with this key. */
export function seal(key: SealingKey, iv: Uint8Array, message: { readonly plain: Uint8Array; readonly bound: Uint8Array }): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(message.bound)
  const body = cipher.update(message.plain)
  cipher.final()
  return Buffer.concat([iv, body, cipher.getAuthTag()])
}

/** Opens a message of `seal`; undefined when the key, the bound data or any byte differs. */
export function open(key: SealingKey, sealed: Uint8Array, bound: Uint8Array): Buffer | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plain = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** Derives a key for one purpose: HKDF-SHA-256 (RFC 5869); `label` names the purpose. */
export function deriveKey(key: KeyObject, label: string, salt: Uint8Array = new Uint8Array(0)): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', key, salt, label, 32)))
}

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
