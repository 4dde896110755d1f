/**
 * Texts with policy variables, as tokens. A variable is never replaced in the text: its value becomes one literal token, so a `*`, `?` or `${` in it
 * has no meaning. Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */

import type { Context } from '../context.js'
import { spend } from '../work/meter.js'
import { hasWildcard } from './action.js'
import { foldCase } from './fold-case.js'
import { compileGlob, type Glob, type GlobToken, globOf, literalGlob, matchesGlob } from './glob.js'

/** A token of a text; `key` has its case folded, `fallback` is the default in quotes. */
export type Token = GlobToken | Variable

interface Variable {
  readonly kind: 'variable'
  readonly key: string
  readonly fallback?: string
}

/** The special characters of a text: `${...}` (documents of 2012-10-17 only), and the wildcards `*` and `?`. */
export interface Syntax {
  readonly variables: boolean
  readonly wildcards: boolean
}

/** A pattern whose variables get their values when it is matched. */
export interface Template {
  readonly kind: 'template'
  readonly tokens: readonly Token[]
}

/** A compiled text, with or without variables. */
export type TextPattern = Glob | Template

/** A variable in a text, and the index after it. */
interface FoundToken {
  readonly token: Token
  readonly end: number
}

/** A compiled template keeps its tokens, so these are kept once. */
const RUN: Token = { kind: 'run' }
const ONE: Token = { kind: 'one' }

const NAME = /[^{}$*?',]+/y
const DEFAULT = /,[ \t]*'([^']*)'[ \t]*\}/y
const ESCAPABLE = '*?$'

/** Parses the variable or escape that begins at `at`, where `${` is. Undefined if it is malformed. */
export function parseVariable(text: string, at: number): FoundToken | undefined {
  const escaped = text.charAt(at + 2)
  if (escaped !== '' && ESCAPABLE.includes(escaped)) {
    return text[at + 3] === '}' ? { token: { kind: 'text', text: escaped }, end: at + 4 } : undefined
  }
  NAME.lastIndex = at + 2
  const name = NAME.exec(text)?.[0]
  if (name === undefined || name.trim() !== name) return undefined
  const after = at + 2 + name.length
  const key = foldCase(name)
  if (text[after] === '}') return { token: { kind: 'variable', key }, end: after + 1 }
  DEFAULT.lastIndex = after
  const fallback = DEFAULT.exec(text)
  return fallback === null ? undefined : { token: { kind: 'variable', key, fallback: fallback[1] ?? '' }, end: after + fallback[0].length }
}

/** Splits a text into tokens. Undefined if a variable in it is malformed. */
export function parseTokens(text: string, { variables, wildcards }: Syntax): readonly Token[] | undefined {
  if (!(variables && text.includes('${')) && !(wildcards && hasWildcard(text))) return text === '' ? [] : [{ kind: 'text', text }]
  const tokens: Token[] = []
  let from = 0
  for (let at = 0; at < text.length; ) {
    const found = tokenAt(text, at, { variables, wildcards })
    if (found === undefined) return undefined
    if (found === 'plain') {
      at++
      continue
    }
    if (at > from) tokens.push({ kind: 'text', text: text.slice(from, at) })
    tokens.push(found.token)
    from = at = found.end
  }
  if (from < text.length) tokens.push({ kind: 'text', text: text.slice(from) })
  return tokens
}

function tokenAt(text: string, at: number, { variables, wildcards }: Syntax): FoundToken | 'plain' | undefined {
  const character = text[at]
  if (variables && character === '$' && text[at + 1] === '{') return parseVariable(text, at)
  if (wildcards && character === '*') return { token: RUN, end: at + 1 }
  if (wildcards && character === '?') return { token: ONE, end: at + 1 }
  return 'plain'
}

/** Compiles a text. Undefined if a variable in it is malformed. */
export function compileText(text: string, syntax: Syntax): TextPattern | undefined {
  if (!(syntax.variables && text.includes('${'))) return syntax.wildcards ? compileGlob(text) : literalGlob(text)
  const tokens = parseTokens(text, syntax)
  if (tokens === undefined) return undefined
  const fixed = tokens.filter((token) => token.kind !== 'variable')
  if (fixed.length === tokens.length) return globOf(fixed)
  return { kind: 'template', tokens }
}

/** Whether the whole text matches. A pattern with a variable that has no value matches nothing. */
export function matchesText(pattern: TextPattern, text: string, context: Context): boolean {
  spend(PATTERN)
  if (pattern.kind !== 'template') return matchesGlob(pattern, text)
  if (!matchesStart(pattern.tokens, text, context)) return false
  const tokens = bind(pattern.tokens, context)
  if (tokens !== undefined) spend(preparing(tokens))
  return tokens !== undefined && matchesGlob(globOf(tokens), text)
}

/** Work units for comparing a text with a pattern, whatever the length of both. */
const PATTERN = 15

/** The cost of `globOf`: every character once. */
const preparing = (tokens: readonly GlobToken[]): number =>
  tokens.reduce((sum, token) => sum + 2 * (token.kind === 'text' ? token.text.length : 1), 0)

/** Whether the part before the first wildcard matches: most patterns differ there, and checking it is cheaper than compiling the whole pattern. */
function matchesStart(tokens: readonly Token[], text: string, context: Context): boolean {
  let at = 0
  for (const token of tokens) {
    if (token.kind === 'run' || token.kind === 'one') return true
    const expected = token.kind === 'text' ? token.text : resolve(token, context)
    if (expected === undefined || !text.startsWith(expected, at)) return false
    at += expected.length
  }
  return true
}

/** Whether every variable has a value. */
export function hasValues(pattern: TextPattern, context: Context): boolean {
  return pattern.kind !== 'template' || bind(pattern.tokens, context) !== undefined
}

/** Replaces variables by their values, as literal tokens. Undefined if a variable has no value. */
export function bind(tokens: readonly Token[], context: Context): readonly GlobToken[] | undefined {
  const bound: GlobToken[] = []
  for (const token of tokens) {
    if (token.kind !== 'variable') bound.push(token)
    else {
      const text = resolve(token, context)
      if (text === undefined) return undefined
      bound.push({ kind: 'text', text })
    }
  }
  return bound
}

/** The text of tokens without wildcards. Undefined if a variable has no value. */
export function bindText(tokens: readonly Token[], context: Context): string | undefined {
  return bind(tokens, context)
    ?.map((token) => (token.kind === 'text' ? token.text : ''))
    .join('')
}

/** A multi-valued key has no value here. It is not absent either, so the default is not used. */
function resolve({ key, fallback }: Variable, context: Context): string | undefined {
  spend(PATTERN)
  const value = context.get(key)
  if (value === undefined || value.length === 0) return typeof value === 'string' ? value : fallback
  return typeof value === 'string' ? value : undefined
}
