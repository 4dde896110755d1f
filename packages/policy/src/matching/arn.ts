import type { Context } from '../context.js'
import { compileText, matchesText, readVariable, type TextPattern } from './template.js'

/** The six parts of an ARN: `arn`, partition, service, region, account, and the rest, which may hold further colons. */
export type ArnParts = readonly [string, string, string, string, string, string]

/** A text and its parts. */
export interface Arn {
  readonly text: string
  readonly parts: ArnParts
}

/** Six patterns, one per part. Most have nothing special before the last one: these five parts, colons included, are then one text, `head`. */
export type ArnPattern =
  | { readonly head: string; readonly before: undefined; readonly last: TextPattern }
  | { readonly head: undefined; readonly before: ArnBeginning; readonly last: TextPattern }

type ArnBeginning = readonly [TextPattern, TextPattern, TextPattern, TextPattern, TextPattern]

/** Cuts at the first five colons, with `variables` not at those inside `${...}`. Undefined when there are fewer. */
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

function findColon(text: string, from: number): number {
  for (let at = from; at < text.length; ) {
    if (text[at] === ':') return at
    const variable = text.startsWith('${', at) ? readVariable(text, at) : undefined
    at = variable?.end ?? at + 1
  }
  return -1
}

/** Undefined when the pattern does not have six parts, or a variable in it is malformed. */
export function compileArnPattern(pattern: string, variables = false): ArnPattern | undefined {
  const parts = splitArn(pattern, variables)
  if (parts === undefined) return undefined
  const [arn, partition, service, region, account, last] = parts.map((part) => compileText(part, { variables, wildcards: true }))
  if (!arn || !partition || !service || !region || !account || !last) return undefined
  const before: ArnBeginning = [arn, partition, service, region, account]
  const head = headOf(before)
  return head === undefined ? { head, before, last } : { head, before: undefined, last }
}

/** No literal holds a colon, as the parts are cut there. */
function headOf(before: ArnBeginning): string | undefined {
  let head = ''
  for (const part of before) {
    if (part.kind !== 'literal') return undefined
    head += `${part.head}:`
  }
  return head
}

/** Part by part and case-sensitive, so a wildcard never leaves its part. The last part first: it differs most often. */
export function matchesArn({ head, before, last }: ArnPattern, { text, parts }: Arn, context: Context): boolean {
  if (!matchesText(last, parts[5], context)) return false
  if (head !== undefined) return text.startsWith(head)
  return (
    matchesText(before[2], parts[2], context) &&
    matchesText(before[4], parts[4], context) &&
    matchesText(before[3], parts[3], context) &&
    matchesText(before[1], parts[1], context) &&
    matchesText(before[0], parts[0], context)
  )
}
