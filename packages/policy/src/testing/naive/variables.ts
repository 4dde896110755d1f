import type { ContextValues } from './evaluation-case.js'
import { equalIgnoringCase } from './ignoring-case.js'

/** A pattern after substitution: a literal character, or a wildcard. Contract 1.6: substituted text is literal. */
export interface Token {
  readonly text: string
  readonly wildcard: boolean
}

/** Contract 2: key names are not case-sensitive, including the tag key. */
export function lookUp(context: ContextValues, key: string): string | readonly string[] | undefined {
  let found: string | readonly string[] | undefined
  for (const name of Object.keys(context)) if (equalIgnoringCase(name, key)) found = context[name]
  return found
}

/** Without variables: `*` and `?` are wildcards, every other character is literal. */
export function plainTokens(text: string): Token[] {
  return [...text].map((character) => ({ text: character, wildcard: character === '*' || character === '?' }))
}

function literalTokens(text: string): Token[] {
  return [...text].map((character) => ({ text: character, wildcard: false }))
}

/** Contract 1.6: `${*}`, `${?}`, `${$}`; `${key}`; `${key, 'default'}`. Undefined: no value. */
function resolved(inside: string, context: ContextValues): string | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside
  const comma = inside.indexOf(',')
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim()
  const value = lookUp(context, key)
  if (typeof value === 'string') return value
  // A multi-valued key has no value, but it is not absent: its default is not used.
  if (value !== undefined || comma < 0) return undefined
  const quoted = inside.slice(comma + 1).trim()
  return quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'") ? quoted.slice(1, -1) : undefined
}

/** Contract 1.6: the tokens of a string that takes variables; undefined if a variable has no value. */
export function substitutedTokens(text: string, context: ContextValues): Token[] | undefined {
  const start = text.indexOf(`\${`)
  const end = start < 0 ? -1 : text.indexOf('}', start)
  if (start < 0 || end < 0) return plainTokens(text)
  const value = resolved(text.slice(start + 2, end), context)
  const rest = substitutedTokens(text.slice(end + 1), context)
  if (value === undefined || rest === undefined) return undefined
  return [...plainTokens(text.slice(0, start)), ...literalTokens(value), ...rest]
}
