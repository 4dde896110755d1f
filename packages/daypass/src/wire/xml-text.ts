/**
 * Text as XML character data or attribute value. `\r` becomes a reference, because a parser turns a bare one into `\n` (XML 1.0, section 2.11).
 * Characters XML 1.0 cannot hold in any spelling (section 2.2: most controls, lone surrogates, U+FFFE, U+FFFF) become U+FFFD: an answer must always
 * parse. Callers who need such characters back ask for another encoding of keys (`encoding-type=url`).
 */
export function escapeXml(text: string): string {
  if (plain.test(text)) return text
  let out = ''
  let copied = 0
  for (let at = 0; at < text.length; at++) {
    if (!special(text.charCodeAt(at))) continue
    if (isPair(text, at)) {
      at += 1
      continue
    }
    out += text.slice(copied, at) + (references[text.charAt(at)] ?? '\uFFFD')
    copied = at + 1
  }
  return out + text.slice(copied)
}

/** Whether a character of two units begins here. */
function isPair(text: string, at: number): boolean {
  const [high, low] = [text.charCodeAt(at), text.charCodeAt(at + 1)]
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff
}

// Most text by far. Every UTF-16 unit is in this class or in `special`.
const plain = /^[\t\n !#-%(-;=?-\uD7FF\uE000-\uFFFD]*$/

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#xD;' }

function special(unit: number): boolean {
  if (unit < 0x20) return unit !== 0x09 && unit !== 0x0a
  if (unit <= 0x3e) return unit === 0x26 || unit === 0x3c || unit === 0x3e || unit === 0x22 || unit === 0x27
  return unit >= 0xd800 && (unit <= 0xdfff || unit >= 0xfffe)
}
