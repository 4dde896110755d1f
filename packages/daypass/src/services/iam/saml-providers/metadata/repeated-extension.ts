/** One element of DER: its tag, and its content. */
interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

/** The tag of the extensions in a certificate: `[3]`, constructed (RFC 5280, section 4.1). */
const EXTENSIONS = 0xa3

/**
 * Whether a certificate has an extension twice, which RFC 5280 (section 4.2) forbids and AWS's page on SAML metadata too; OpenSSL reads such a
 * certificate. True also for what is not DER.
 */
export function hasRepeatedExtension(der: Uint8Array): boolean {
  const fields = inside(inside(elements(der)?.[0])?.[0])
  if (fields === undefined) return true
  const field = fields.find(({ tag }) => tag === EXTENSIONS)
  if (field === undefined) return false
  const names = inside(inside(field)?.[0])?.map((extension) => inside(extension)?.[0]?.content)
  if (names === undefined || names.includes(undefined)) return true
  return new Set(names.map((name) => Buffer.from(name ?? []).toString('hex'))).size < names.length
}

const inside = (element: Element | undefined): Element[] | undefined => element && elements(element.content)

/** The elements that the bytes are made of; undefined where they are not DER with tags of one byte and definite lengths. */
function elements(bytes: Uint8Array): Element[] | undefined {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1]
    if (first === undefined || (tag & 0x1f) === 0x1f) return undefined
    const more = first < 0x80 ? 0 : first - 0x80
    if (first === 0x80 || more > 4 || at + 2 + more > bytes.length) return undefined
    const length = more === 0 ? first : Buffer.from(bytes).readUIntBE(at + 2, more)
    const from = at + 2 + more
    if (from + length > bytes.length) return undefined
    found.push({ tag, content: bytes.subarray(from, from + length) })
    at = from + length
  }
  return found
}
