import type { Context } from '../context.js'
import { foldCase } from '../matching/fold-case.js'
import { bindText, compileText, matchesText, parseTokens, type Token } from '../matching/template.js'
import { spend } from '../work/meter.js'
import { rememberLast } from './remember-last.js'
import type { CompileOptions, ValueTest } from './value-test.js'

/** How to make two texts comparable: the policy's text, and the value of the request, which is metered. */
interface Folding {
  readonly written: (text: string) => string
  readonly requested: (text: string) => string
}

const asIs = (text: string): string => text
const EXACT: Folding = { written: asIs, requested: asIs }

/** Work units for folding a character beyond ASCII; other texts are lower-cased at once. */
const FOLDED = 16
const foldLast = rememberLast(foldCase)
const BEYOND_ASCII = /[^\0-\x7f]/

/**
 * All conditions use the same value of the request, which is folded once. Its cost is charged each time, so that it does not depend on earlier
 * requests.
 */
const IGNORING_CASE: Folding = {
  written: foldCase,
  requested: (text) => {
    if (BEYOND_ASCII.test(text)) spend(FOLDED * text.length)
    return foldLast(text)
  },
}

/** Equal, character by character; `*` and `?` are plain characters. */
export function stringEquals(values: readonly string[], { variables }: CompileOptions): ValueTest | undefined {
  return equals(values, variables, EXACT)
}

/** Equal after both sides are folded, character by character. */
export function stringEqualsIgnoreCase(values: readonly string[], { variables }: CompileOptions): ValueTest | undefined {
  return equals(values, variables, IGNORING_CASE)
}

/** The whole value matches a pattern; case-sensitive, `*` matches any characters. */
export function stringLike(values: readonly string[], { variables }: CompileOptions): ValueTest | undefined {
  const patterns = values.map((value) => compileText(value, { variables, wildcards: true })).filter((pattern) => pattern !== undefined)
  if (patterns.length < values.length) return undefined
  return (value, context) => {
    for (const pattern of patterns) {
      if (matchesText(pattern, value, context)) return true
    }
    return false
  }
}

/** Values without variables are looked up in a set; the others are built for every request. */
function equals(values: readonly string[], variables: boolean, folding: Folding): ValueTest | undefined {
  const fixed = new Set<string>()
  const templates: (readonly Token[])[] = []
  for (const value of values) {
    const tokens = parseTokens(value, { variables, wildcards: false })
    if (tokens === undefined) return undefined
    if (tokens.some(({ kind }) => kind === 'variable')) templates.push(tokens)
    else fixed.add(folding.written(bindText(tokens, NO_CONTEXT) ?? ''))
  }
  return (value, context) => {
    const folded = folding.requested(value)
    if (fixed.has(folded)) return true
    for (const tokens of templates) {
      const text = bindText(tokens, context)
      if (text !== undefined && (text === value || foldedAlone(text, folding) === folded)) return true
    }
    return false
  }
}

/** Metered like the value of the request, but not remembered in its place. */
function foldedAlone(text: string, { written }: Folding): string {
  if (BEYOND_ASCII.test(text)) spend(FOLDED * text.length)
  return written(text)
}

const NO_CONTEXT: Context = new Map()
