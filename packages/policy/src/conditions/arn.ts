import type { Context } from '../context.js'
import { type ArnParts, compileArnPattern, matchesArn, splitArn } from '../matching/arn.js'
import { bindText, readTokens, type Token } from '../matching/template.js'
import { rememberLast } from './remember-last.js'
import type { How, ValueTest } from './value-test.js'

type Wanted = (value: string, parts: ArnParts, context: Context) => boolean

const readRequested = rememberLast((value) => splitArn(value))

/**
 * Six parts, each fitted on its own and case-sensitively. A text with fewer parts, on either side, matches nothing. A value that is one variable and
 * nothing else is compared as a whole: there is no pattern in it.
 */
export function arnLike(values: readonly string[], { variables }: How): ValueTest | undefined {
  const wanted = values.map((value) => readWanted(value, variables)).filter((one) => one !== undefined)
  if (wanted.length < values.length) return undefined
  return (value, context) => {
    const parts = readRequested(value)
    if (parts === undefined) return false
    for (const matches of wanted) {
      if (matches(value, parts, context)) return true
    }
    return false
  }
}

/** Undefined when a variable is malformed. */
function readWanted(value: string, variables: boolean): Wanted | undefined {
  const tokens = readTokens(value, { variables, wildcards: true })
  if (tokens === undefined) return undefined
  if (tokens.length === 1 && tokens[0]?.kind === 'variable') return wholeVariable(tokens)
  const pattern = compileArnPattern(value, variables)
  return pattern === undefined ? () => false : (_, parts, context) => matchesArn(pattern, parts, context)
}

function wholeVariable(tokens: readonly Token[]): Wanted {
  return (value, _, context) => bindText(tokens, context) === value
}
