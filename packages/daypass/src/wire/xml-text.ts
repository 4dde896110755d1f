/**
 * Text as XML character data or attribute value. `\r` becomes a reference, because a parser turns a bare one into `\n` (XML 1.0, section 2.11).
 * Characters XML 1.0 cannot hold in any spelling (section 2.2: most controls, lone surrogates, U+FFFE, U+FFFF) become U+FFFD: an answer must always
 * parse. Callers who need such characters back ask for another encoding of keys (`encoding-type=url`).
 */
export function escapeXml(text: string): string {
  if (plain.test(text)) return text
  let out = text
  // One kind of character after the other: what comes after the ampersand adds none of those before it.
  for (const [character, reference] of references) if (out.includes(character)) out = out.replaceAll(character, reference)
  return unwritable.test(out) ? out.replace(everyUnwritable, '\uFFFD') : out
}

/** Most text by far. */
const plain = /^[\t\n !#-%(-;=?-\uD7FF\uE000-\uFFFD]*$/

const references: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['\r', '&#xD;'],
]

/** A control, half of a pair of surrogates alone, or one of the two last units. */
const UNWRITABLE =
  '[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]'
const unwritable = new RegExp(UNWRITABLE)
const everyUnwritable = new RegExp(UNWRITABLE, 'g')
