/** The bytes of base64 with white space in it (XML Schema, base64Binary; RFC 4648, section 4); undefined for anything else, an empty text included. */
export function base64Bytes(text: string): Buffer | undefined {
  const packed = text.replace(/[ \t\r\n]+/g, '')
  const bytes = Buffer.from(packed, 'base64')
  return packed !== '' && bytes.toString('base64') === packed ? bytes : undefined
}
