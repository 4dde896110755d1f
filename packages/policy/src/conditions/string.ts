import type { Context } from '../context.js'
import { foldCase } from '../matching/fold-case.js'
import { bindText, compileText, matchesText, readTokens, type Token } from '../matching/template.js'
import type { How, ValueTest } from './value-test.js'

/** Equal, character by character; `*` and `?` are plain characters. */
export function stringEquals(values: readonly string[], { variables }: How): ValueTest | undefined {
  return equals(values, variables, (text) => text)
}

/** Equal after both sides are folded, character by character. */
export function stringEqualsIgnoreCase(values: readonly string[], { variables }: How): ValueTest | undefined {
  return equals(values, variables, foldCase)
}

/** The whole value fits a pattern; case-sensitive, `*` crosses everything. */
export function stringLike(values: readonly string[], { variables }: How): ValueTest | undefined {
  const patterns = values.map((value) => compileText(value, { variables, wildcards: true })).filter((pattern) => pattern !== undefined)
  if (patterns.length < values.length) return undefined
  return (value, context) => {
    for (const pattern of patterns) {
      if (matchesText(pattern, value, context)) return true
    }
    return false
  }
}

/** Values without variables are looked up, the others are put together for every request. */
function equals(values: readonly string[], variables: boolean, fold: (text: string) => string): ValueTest | undefined {
  const fixed = new Set<string>()
  const templates: (readonly Token[])[] = []
  for (const value of values) {
    const tokens = readTokens(value, { variables, wildcards: false })
    if (tokens === undefined) return undefined
    if (tokens.some(({ kind }) => kind === 'variable')) templates.push(tokens)
    else fixed.add(fold(bindText(tokens, NO_CONTEXT) ?? ''))
  }
  return (value, context) => {
    const folded = fold(value)
    if (fixed.has(folded)) return true
    for (const tokens of templates) {
      if (isText(tokens, context, { folded, fold })) return true
    }
    return false
  }
}

const NO_CONTEXT: Context = new Map()

interface Folding {
  readonly folded: string
  readonly fold: (text: string) => string
}

function isText(tokens: readonly Token[], context: Context, { folded, fold }: Folding): boolean {
  const text = bindText(tokens, context)
  return text !== undefined && fold(text) === folded
}
