import type { Context } from '../context.js'
import { compileText, matchesText, parseVariable, type TextPattern } from './template.js'

/** The six parts of an ARN: `arn`, partition, service, region, account, and the rest, which may contain more colons. */
export type ArnParts = readonly [string, string, string, string, string, string]

/**
 * Six patterns, one per part: the parts before the first wildcard or variable as plain texts, the parts from there to the last one, and the last one.
 */
export interface ArnPattern {
  readonly plain: readonly string[]
  readonly middle: readonly TextPattern[]
  readonly last: TextPattern
}

/** The index of the last part. */
const LAST = 5

/** Whether `splitArn` finds six parts in a text without variables. */
export function hasSixParts(text: string): boolean {
  let colon = -1
  for (let count = 0; count < LAST; count++) {
    colon = text.indexOf(':', colon + 1)
    if (colon < 0) return false
  }
  return true
}

/** Splits at the first five colons; with `variables`, colons inside `${...}` do not count. Undefined if there are fewer. */
export function splitArn(text: string, variables = false): ArnParts | undefined {
  const parts: string[] = []
  let from = 0
  for (let count = 0; count < 5; count++) {
    const colon = variables ? findColon(text, from) : text.indexOf(':', from)
    if (colon < 0) return undefined
    parts.push(text.slice(from, colon))
    from = colon + 1
  }
  const [arn = '', partition = '', service = '', region = '', account = ''] = parts
  return [arn, partition, service, region, account, text.slice(from)]
}

/** The parts of a pattern, at most six, split at colons outside `${...}`; fewer if there are fewer colons. */
export function splitPattern(pattern: string, variables: boolean): readonly string[] {
  const parts: string[] = []
  let from = 0
  while (parts.length < LAST) {
    const colon = variables ? findColon(pattern, from) : pattern.indexOf(':', from)
    if (colon < 0) break
    parts.push(pattern.slice(from, colon))
    from = colon + 1
  }
  return [...parts, pattern.slice(from)]
}

function findColon(text: string, from: number): number {
  for (let at = from; at < text.length; ) {
    if (text[at] === ':') return at
    const variable = text.startsWith('${', at) ? parseVariable(text, at) : undefined
    at = variable?.end ?? at + 1
  }
  return -1
}

/** Undefined if the pattern does not have six parts, or a variable in it is malformed. */
export function compileArnPattern(pattern: string, variables = false): ArnPattern | undefined {
  const parts = splitArn(pattern, variables)
  if (parts === undefined) return undefined
  const patterns = parts.map((part) => compileText(part, { variables, wildcards: true })).filter((part) => part !== undefined)
  const last = patterns.pop()
  if (last === undefined || patterns.length < LAST) return undefined
  const wild = patterns.findIndex(({ kind }) => kind !== 'literal')
  const fixed = wild < 0 ? LAST : wild
  // A list that is made at once takes less memory than one that grows.
  const plain = patterns.slice(0, fixed).map((pattern) => (pattern.kind === 'literal' ? pattern.head : ''))
  return { plain, middle: patterns.slice(fixed), last }
}

/** Compares part by part, case-sensitively, so a wildcard never crosses a colon. The last part first, because it differs most often. */
export function matchesArn({ plain, middle, last }: ArnPattern, parts: ArnParts, context: Context): boolean {
  if (!matchesText(last, parts[LAST], context)) return false
  for (let part = 0; part < plain.length; part++) {
    if (plain[part] !== parts[part]) return false
  }
  for (let part = plain.length; part < LAST; part++) {
    const pattern = middle[part - plain.length]
    if (pattern === undefined || !matchesText(pattern, parts[part] ?? '', context)) return false
  }
  return true
}
