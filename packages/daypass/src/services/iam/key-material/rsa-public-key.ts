import { type DerElement, derElements, derInside, hexOf, INTEGER, OBJECT, RSA, SEQUENCE } from './der.js'

const BITS = 0x03

/**
 * Whether the bytes are an RSA key with its kind (`spki`: RFC 5280, section 4.1.2.7) or alone (`pkcs1`: RFC 8017, appendix A.1.1). Asked before OpenSSL reads
 * them, which knows many more kinds.
 */
export function isRsaPublicKey(bytes: Uint8Array, type: 'spki' | 'pkcs1'): boolean {
  const fields = sequence(derElements(bytes))
  if (type === 'pkcs1') return areNumbers(fields)
  const [algorithm, key] = fields ?? []
  const [kind] = derInside(algorithm) ?? []
  // The first byte of a bit string counts the bits that its last byte has too many.
  const inner = key?.tag === BITS && key.content[0] === 0 ? sequence(derElements(key.content.subarray(1))) : undefined
  return fields?.length === 2 && kind?.tag === OBJECT && hexOf(kind) === RSA && areNumbers(inner)
}

/** What is in the one sequence that the bytes are. */
const sequence = (elements: readonly DerElement[] | undefined): DerElement[] | undefined =>
  elements?.length === 1 && elements[0]?.tag === SEQUENCE ? derInside(elements[0]) : undefined

/** Modulus and public exponent. */
const areNumbers = (fields: readonly DerElement[] | undefined): boolean =>
  fields?.length === 2 && fields.every(({ tag, content }) => tag === INTEGER && content.length > 0)
