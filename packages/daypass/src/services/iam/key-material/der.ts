/** One element of DER (ITU-T X.690): its tag, and its content. */
export interface DerElement {
  readonly tag: number
  readonly content: Uint8Array
}

/** Tags of elements, and the object identifier of RSA keys (RFC 8017, appendix A.1). */
export const INTEGER = 0x02
export const OBJECT = 0x06
export const SEQUENCE = 0x30
export const RSA = '2a864886f70d010101'

const MOST = 200

/**
 * The elements that the bytes are made of, without a copy; undefined where they are not DER with tags of one byte and definite, shortest lengths, or are more
 * than 200.
 */
export function derElements(bytes: Uint8Array): DerElement[] | undefined {
  const found: DerElement[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const head = lengthAt(bytes, at + 1)
    if (head === undefined || (tag & 0x1f) === 0x1f || head.from + head.length > bytes.length || found.length === MOST) return undefined
    at = head.from + head.length
    found.push({ tag, content: bytes.subarray(head.from, at) })
  }
  return found
}

/** The elements in one. */
export const derInside = (element: DerElement | undefined): DerElement[] | undefined => element && derElements(element.content)

/** The content of an element, in hexadecimal. */
export const hexOf = ({ content }: DerElement): string => Buffer.from(content).toString('hex')

/** The length at a place, and where the content begins. */
function lengthAt(bytes: Uint8Array, at: number): { readonly length: number; readonly from: number } | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { length: first, from: at + 1 }
  const more = first - 0x80
  if (more === 0 || more > 4 || at + 1 + more > bytes.length) return undefined
  let length = 0
  for (let next = at + 1; next <= at + more; next++) length = length * 256 + (bytes[next] ?? 0)
  const isShortest = length >= 0x80 && bytes[at + 1] !== 0
  return isShortest ? { length, from: at + 1 + more } : undefined
}
