/**
 * Text as XML character data or attribute value. `\r` becomes a reference, because a parser turns a bare one into `\n` (XML 1.0, section 2.11).
 * Characters XML 1.0 cannot hold in any spelling (section 2.2: most controls, lone surrogates, U+FFFE, U+FFFF) become U+FFFD: an answer must always
 * parse. Callers who need such characters back ask for another encoding of keys (`encoding-type=url`).
 */
export function escapeXml(text: string): string {
  if (plain.test(text)) return text
  let out = ''
  for (const char of text) out += escapeChar(char)
  return out
}

// Most text by far. Every UTF-16 unit is in this class or in `special`.
const plain = /^[\t\n !#-%(-;=?-\uD7FF\uE000-\uFFFD]*$/

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#xD;' }

function special(unit: number): boolean {
  if (unit < 0x20) return unit !== 0x09 && unit !== 0x0a
  if (unit <= 0x3e) return unit === 0x26 || unit === 0x3c || unit === 0x3e || unit === 0x22 || unit === 0x27
  return unit >= 0xd800 && (unit <= 0xdfff || unit >= 0xfffe)
}

function escapeChar(char: string): string {
  if (char.length === 2 || !special(char.charCodeAt(0))) return char
  return references[char] ?? '\uFFFD'
}
