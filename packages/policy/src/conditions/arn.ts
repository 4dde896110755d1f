import type { Context } from '../context.js'
import { type ArnParts, compileArnPattern, matchesArn, splitArn } from '../matching/arn.js'
import { bindText, parseTokens, type Token } from '../matching/template.js'
import { rememberLast } from './remember-last.js'
import type { CompileOptions, ValueTest } from './value-test.js'

type ArnTest = (value: string, parts: ArnParts, context: Context) => boolean

const parseRequested = rememberLast((value) => splitArn(value))

/**
 * Compares six parts, each on its own and case-sensitively. A text with fewer parts, on either side, matches nothing. A value that consists of one
 * variable only is compared as a whole: it contains no pattern.
 */
export function arnLike(values: readonly string[], { variables }: CompileOptions): ValueTest | undefined {
  const wanted = values.map((value) => parseArnTest(value, variables)).filter((one) => one !== undefined)
  if (wanted.length < values.length) return undefined
  return (value, context) => {
    const parts = parseRequested(value)
    if (parts === undefined) return false
    for (const matches of wanted) {
      if (matches(value, parts, context)) return true
    }
    return false
  }
}

/** Undefined when a variable is malformed. */
function parseArnTest(value: string, variables: boolean): ArnTest | undefined {
  const tokens = parseTokens(value, { variables, wildcards: true })
  if (tokens === undefined) return undefined
  if (tokens.length === 1 && tokens[0]?.kind === 'variable') return wholeVariable(tokens)
  const pattern = compileArnPattern(value, variables)
  return pattern === undefined ? () => false : (_, parts, context) => matchesArn(pattern, parts, context)
}

function wholeVariable(tokens: readonly Token[]): ArnTest {
  return (value, _, context) => bindText(tokens, context) === value
}
