/**
 * Texts with policy variables, as tokens. A variable is never replaced in the text: its value becomes one literal token, so a `*`, `?` or `${` in it
 * means nothing. Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */

import type { Context } from '../context.js'
import { spend } from '../work/meter.js'
import { hasWildcard } from './action.js'
import { foldCase } from './fold-case.js'
import { compileGlob, type Glob, type GlobToken, globOf, literalGlob, matchesGlob } from './glob.js'

/** A piece of a text; `key` with its case folded, `fallback` is the default in quotes. */
export type Token = GlobToken | Variable

interface Variable {
  readonly kind: 'variable'
  readonly key: string
  readonly fallback?: string
}

/** What is special in a text: `${...}` (documents of 2012-10-17 only), and the wildcards `*` and `?`. */
export interface Syntax {
  readonly variables: boolean
  readonly wildcards: boolean
}

/** A pattern whose variables get their values when it is matched. */
export interface Template {
  readonly kind: 'template'
  readonly tokens: readonly Token[]
}

/** A text to match: with variables or without. */
export type TextPattern = Glob | Template

/** A variable as it stands in a text, and where it ends. */
interface FoundToken {
  readonly token: Token
  readonly end: number
}

const NAME = /[^{}$*?',]+/y
const DEFAULT = /,[ \t]*'([^']*)'[ \t]*\}/y
const ESCAPABLE = '*?$'

/** Reads the variable or escape that begins at `at`, where `${` stands. Undefined when it is malformed. */
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

/** Cuts a text into tokens. Undefined when a variable in it is malformed. */
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
  if (wildcards && character === '*') return { token: { kind: 'run' }, end: at + 1 }
  if (wildcards && character === '?') return { token: { kind: 'one' }, end: at + 1 }
  return 'plain'
}

/** Prepares a text to be matched. Undefined when a variable in it is malformed. */
export function compileText(text: string, syntax: Syntax): TextPattern | undefined {
  if (!(syntax.variables && text.includes('${'))) return syntax.wildcards ? compileGlob(text) : literalGlob(text)
  const tokens = parseTokens(text, syntax)
  if (tokens === undefined) return undefined
  const fixed = tokens.filter((token) => token.kind !== 'variable')
  if (fixed.length === tokens.length) return globOf(fixed)
  return { kind: 'template', tokens }
}

/** Whether the whole text fits. A pattern with a variable that has no value fits nothing. */
export function matchesText(pattern: TextPattern, text: string, context: Context): boolean {
  spend(PATTERN)
  if (pattern.kind !== 'template') return matchesGlob(pattern, text)
  if (!matchesStart(pattern.tokens, text, context)) return false
  const tokens = bind(pattern.tokens, context)
  if (tokens !== undefined) spend(preparing(tokens))
  return tokens !== undefined && matchesGlob(globOf(tokens), text)
}

/** Units of holding a text against a pattern, whatever the length of both. */
const PATTERN = 15
const BITS = 32

/** What `globOf` costs: every character once; with `?` a mask for each different one, at the most. */
function preparing(tokens: readonly GlobToken[]): number {
  const length = tokens.reduce((sum, token) => sum + (token.kind === 'text' ? token.text.length : 1), 0)
  const masks = tokens.some(({ kind }) => kind === 'one') ? length * Math.ceil(length / BITS) : 0
  return 2 * length + masks
}

/** Whether what stands before the first wildcard fits: most patterns differ there, and that is cheaper to see than to prepare the whole of it. */
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

/** Puts values in the place of variables, as literal tokens. Undefined when one has none. */
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

/** The text that tokens without wildcards make. Undefined when a variable has no value. */
export function bindText(tokens: readonly Token[], context: Context): string | undefined {
  return bind(tokens, context)
    ?.map((token) => (token.kind === 'text' ? token.text : ''))
    .join('')
}

/** A multi-valued key has no value here, and is not absent either: the default does not stand in for it. */
function resolve({ key, fallback }: Variable, context: Context): string | undefined {
  spend(PATTERN)
  const value = context.get(key)
  if (value === undefined || value.length === 0) return typeof value === 'string' ? value : fallback
  return typeof value === 'string' ? value : undefined
}
