/**
 * Whether a text matches a pattern with `*` and `?`. Agrees with `overlaps` for a pattern and a text without wildcards, but can compare thousands of
 * names with hundreds of patterns: it builds no pieces, and after a mismatch it only retries from the last star.
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
