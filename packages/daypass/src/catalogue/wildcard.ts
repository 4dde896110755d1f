/**
 * Whether a text fits a pattern with `*` and `?`. Says what `overlaps` says of a pattern and a text without wildcards, but holds thousands of names
 * against hundreds of patterns: no piece is made, and on a mismatch only the last star gives way.
 */
export function fitsWildcards(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let swallowed = 0
  for (let read = 0; read < text.length; ) {
    if (pattern[at] === '*') {
      star = at++
      swallowed = read
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[read])) {
      at++
      read++
    } else if (star >= 0) {
      at = star + 1
      read = ++swallowed
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
