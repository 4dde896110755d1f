const BEYOND_ASCII = /[^\0-\x7f]/
/** Letters that JavaScript maps to another letter and simple case folding does not: a dotless i is not an i. */
const UNFOLDED: ReadonlySet<string> = new Set(['ı'])

/**
 * A text as it is compared where case is ignored: condition keys, tag keys, actions, `StringEqualsIgnoreCase`. Folds character by character, by
 * simple case folding (Unicode, CaseFolding.txt, statuses C and S), so that no letter depends on its neighbours: lower-casing a whole text changes a
 * sigma at the end of a word into another letter, and a Deny on it would not match.
 *
 * @example
 * console.log(foldCase('aws:PrincipalTag/ΟΔΟΣ') === foldCase('AWS:principaltag/οδος'))
 * // => true
 */
export function foldCase(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}

/** Goes through the upper case, in which all forms of a letter are equal. A mapping to several characters is a full folding, not a simple one. */
function foldCharacter(character: string): string {
  if (UNFOLDED.has(character)) return character
  const upper = character.toUpperCase()
  const only = isOne(upper) ? upper : character
  const lower = only.toLowerCase()
  return isOne(lower) ? lower : only
}

const isOne = (text: string): boolean => text.length === ((text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1)
