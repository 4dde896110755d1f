import type { Answer } from './document.js'
import { stringsOf } from './document.js'
import type { ContextValues, Json } from './evaluation-case.js'
import { plainTokens, substitutedTokens, type Token } from './variables.js'

/** Contract 1.3, 1.4: `*` matches any run, including the empty one; `?` exactly one character; the whole text must match. */
export function globs(pattern: readonly Token[], text: readonly string[]): boolean {
  const [first, ...patternRest] = pattern
  if (first === undefined) return text.length === 0
  if (first.wildcard && first.text === '*') return globs(patternRest, text) || (text.length > 0 && globs(pattern, text.slice(1)))
  if (text.length === 0) return false
  return ((first.wildcard && first.text === '?') || first.text === text[0]) && globs(patternRest, text.slice(1))
}

/** Contract 1.3: the whole string, not case-sensitive; `"*"` is everything; no variables. */
export function actionMatches(pattern: string, action: string): boolean {
  return pattern === '*' || globs(plainTokens(pattern.toLowerCase()), [...action.toLowerCase()])
}

/** Contract 1.4: splits at the first five colons that are not inside `${...}`; the sixth part keeps all further colons. Undefined: not six parts. */
export function arnParts(text: string, variables: boolean): string[] | undefined {
  const parts = ['']
  let inside = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (variables && text.startsWith(`\${`, at) && text.includes('}', at)) inside = true
    if (character === '}') inside = false
    if (character === ':' && !inside && parts.length < 6) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts.length === 6 ? parts : undefined
}

/** Contract 1.4: the parts of the pattern, at most six; fewer only if a star ends the pattern. */
function patternParts(pattern: string, variables: boolean): string[] | undefined {
  const whole = arnParts(pattern, variables)
  if (whole !== undefined || !pattern.startsWith('arn:') || !pattern.endsWith('*') || (variables && pattern.includes(`\${`))) return whole
  return pattern.split(':')
}

/**
 * Contract 1.4: case-sensitive; a star that ends one of the first five parts may also match colons and what follows them; the sixth keeps every
 * further colon; variables in the sixth part only (1.6).
 */
export function resourceMatches(pattern: string, resource: string, variables: ContextValues | undefined): boolean {
  if (pattern === '*') return true
  if (resource === '*') return false
  const parts = patternParts(pattern, variables !== undefined)
  if (parts === undefined || arnParts(resource, false) === undefined) return false
  const tokens = parts.map((part, index) =>
    index === 5 && variables !== undefined ? substitutedTokens(part, variables) : plainTokens(part),
  )
  return tokens.every((part) => part !== undefined) && partsMatch(tokens, resource.split(':'))
}

/** Tries every way to assign the colons of the text to the parts of the pattern. */
function partsMatch([first, ...rest]: readonly (readonly Token[])[], pieces: readonly string[], index = 0): boolean {
  if (first === undefined) return pieces.length === 0
  if (index === 5) return pieces.length > 0 && globs(first, [...pieces.join(':')])
  const crosses = first.at(-1)?.wildcard === true && first.at(-1)?.text === '*'
  // The star covers the rest of its own part, and then any number of whole parts.
  for (let taken = 1; taken <= (crosses ? pieces.length : 1); taken++) {
    if (globs(first, [...(pieces[0] ?? '')]) && pieces.length > 0 && partsMatch(rest, pieces.slice(taken), index + 1)) return true
  }
  return false
}

/** One of X and NotX: NotX holds if none of the patterns matches. Contract 1.1: exactly one of them is present. */
export function eitherMatches(positive: Json | undefined, negative: Json | undefined, matches: (pattern: string) => boolean): Answer {
  if (positive !== undefined && negative !== undefined) return 'unknown'
  const patterns = stringsOf(positive ?? negative)
  if (patterns === undefined) return 'unknown'
  return positive !== undefined ? patterns.some(matches) : !patterns.some(matches)
}
