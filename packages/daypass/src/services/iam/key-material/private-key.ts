// key-material: keys and certificates that clients give to IAM, in PEM. Owns what is read of them: OpenSSL gets nothing whose size and kind are not known
// first, because it computes with what it reads. Refuses every kind that nothing here needs.

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { type DerElement, derElements, derInside, hexOf, INTEGER, OBJECT, RSA, SEQUENCE } from './der.js'

/** A private key in PEM that has no passphrase (RFC 7468; RFC 5915). `openssl ecparam` writes the curve before it. */
const PEM =
  /^\s*(?:-----BEGIN EC PARAMETERS-----[A-Za-z0-9+/=\s]{1,200}-----END EC PARAMETERS-----\s*)?-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----\s*$/
const OCTETS = 0x04
const PARAMETERS = 0xa0
const EC = '2a8648ce3d0201'
/** P-256, P-384 and P-521 (RFC 5480, section 2.1.1.1). */
const CURVES: readonly string[] = ['2a8648ce3d030107', '2b81040022', '2b81040023']
/** Bytes: 8,192 bits, twice what AWS's services take, with the zero before them; and of the public exponent. */
const MOST_MODULUS = 1_025
const MOST_EXPONENT = 9

const FORMS = { 'PRIVATE KEY': 'pkcs8', 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1' } as const
type Label = keyof typeof FORMS

/**
 * The key of a text: RSA of at most 8,192 bits, or ECDSA on P-256, P-384 or P-521, as PKCS#8, PKCS#1 or SEC 1. Undefined for everything else: OpenSSL takes
 * a minute to read some keys of other kinds.
 */
export function readPrivateKey(text: string): KeyObject | undefined {
  const [, label, base64 = ''] = PEM.exec(text) ?? []
  if (label === undefined) return undefined
  const key = Buffer.from(base64, 'base64')
  const type = FORMS[label as Label]
  const [outer, ...others] = derElements(key) ?? []
  const fields = outer?.tag === SEQUENCE && others.length === 0 ? derInside(outer) : undefined
  if (fields === undefined || !isAccepted[type](fields)) return undefined
  try {
    return createPrivateKey({ key, format: 'der', type })
  } catch {
    return undefined
  }
}

const isAccepted = {
  /** RFC 5208: version, algorithm, key. */
  pkcs8([, algorithm, key]: readonly DerElement[]): boolean {
    const [kind, curve] = derInside(algorithm) ?? []
    const inner = key?.tag === OCTETS ? derInside(derInside(key)?.[0]) : undefined
    if (kind?.tag !== OBJECT || inner === undefined) return false
    if (hexOf(kind) === RSA) return isRsa(inner)
    return hexOf(kind) === EC && isCurve(curve) && isEcKey(inner, false)
  },
  /** RFC 8017, appendix A.1.2. */
  pkcs1: (fields: readonly DerElement[]): boolean => isRsa(fields),
  /** RFC 5915: without its curve the key says nothing. */
  sec1: (fields: readonly DerElement[]): boolean => isEcKey(fields, true),
}

/** Version, modulus, both exponents and five numbers to compute with: none is longer than the modulus. */
function isRsa(fields: readonly DerElement[]): boolean {
  const [version, modulus, exponent] = fields
  if (fields.length !== 9 || version === undefined || modulus === undefined || exponent === undefined) return false
  const { length } = modulus.content
  const areNumbers = fields.every(({ tag, content }) => tag === INTEGER && content.length > 0 && content.length <= length)
  return areNumbers && length <= MOST_MODULUS && exponent.content.length <= MOST_EXPONENT
}

/** Version, the number, and in tags of their own the curve and the public key. A curve is named: its parameters could be any. */
function isEcKey(fields: readonly DerElement[], needsCurve: boolean): boolean {
  const curve = fields.find(({ tag }) => tag === PARAMETERS)
  if (fields.length > 4 || (curve === undefined && needsCurve)) return false
  return curve === undefined || isCurve(derInside(curve)?.[0])
}

const isCurve = (element: DerElement | undefined): boolean => element?.tag === OBJECT && CURVES.includes(hexOf(element))
