/**
 * Text as XML character data or attribute value. `\r` becomes a reference, because a parser turns a bare one into `\n` (XML 1.0, section 2.11).
 * Characters that XML 1.0 cannot hold (section 2.2: most controls, U+FFFE, U+FFFF) become references too, which XML 1.0 does not allow either: S3 does so
 * (seen: `<Key>...LA&#x1b;</Key>`), and no two names look alike. A strict parser refuses such a document; its clients ask for another encoding of keys
 * (`encoding-type=url`). Half of a pair of surrogates stands for no character and becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  if (plain.test(text)) return text
  let out = text
  // One kind of character after the other: what comes after the ampersand adds none of those before it.
  for (const [character, reference] of references) if (out.includes(character)) out = out.replaceAll(character, reference)
  return unwritable.test(out) ? out.replace(everyUnwritable, referenceTo) : out
}

/** The same text without what XML 1.0 cannot hold, for sentences that must reach whoever parses strictly. */
export const writableText = (text: string): string => (unwritable.test(text) ? text.replace(everyUnwritable, UNKNOWN) : text)

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

const UNKNOWN = '\uFFFD'

/** A control, one of the two last units, or half of a pair of surrogates alone. */
const UNWRITABLE =
  '[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]'
const unwritable = new RegExp(UNWRITABLE)
const everyUnwritable = new RegExp(UNWRITABLE, 'g')

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

function referenceTo(character: string): string {
  const unit = character.charCodeAt(0)
  return isSurrogate(unit) ? UNKNOWN : `&#x${unit.toString(16)};`
}
