/**
 * Text as XML character data or attribute value. `\r` becomes a reference, because a parser turns a bare one into `\n` (XML 1.0, section 2.11).
 * Characters that XML 1.0 cannot represent (section 2.2: most controls, U+FFFE, U+FFFF) become references too, which XML 1.0 does not allow either:
 * S3 does the same (seen: `<Key>...LA&#x1b;</Key>`), and different names stay different. A strict parser rejects such a document; its users request
 * another encoding of keys (`encoding-type=url`). Half a surrogate pair is not a character and becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text
  let out = text
  // One kind of character after the other: replacements after the ampersand's add no more ampersands to escape.
  for (const [character, reference] of references) if (out.includes(character)) out = out.replaceAll(character, reference)
  return unwritable.test(out) ? out.replace(everyUnwritable, referenceTo) : out
}

/** The same text without the characters that XML 1.0 cannot represent, for sentences that strict parsers must be able to read. */
export const writableText = (text: string): string =>
  special.test(text) && unwritable.test(text) ? text.replace(everyUnwritable, UNKNOWN) : text

/** What most text has none of. Looking for one of these takes half as long as matching all others. */
const special = /[^\t\n !#-%(-;=?-\uD7FF\uE000-\uFFFD]/

const references: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['\r', '&#xD;'],
]

const UNKNOWN = '\uFFFD'

/** A control character, one of the last two code units, or half a surrogate pair. */
const UNWRITABLE =
  '[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]'
const unwritable = new RegExp(UNWRITABLE)
const everyUnwritable = new RegExp(UNWRITABLE, 'g')

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

function referenceTo(character: string): string {
  const unit = character.charCodeAt(0)
  return isSurrogate(unit) ? UNKNOWN : `&#x${unit.toString(16)};`
}
