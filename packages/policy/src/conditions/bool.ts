import { bindText, parseTokens, type Token } from '../matching/template.js'
import type { CompileOptions, ValueTest } from './value-test.js'

/** `true` and `false`, not case-sensitive. Any other text, in the request or as the value of a variable, matches nothing. */
export function boolEquals(values: readonly string[], { variables, settings }: CompileOptions): ValueTest | undefined {
  const wanted = new Set<string>()
  const templates: (readonly Token[])[] = []
  for (const value of values) {
    const tokens = parseTokens(value, { variables: variables && settings.variablesInBool, wildcards: false })
    if (tokens?.some(({ kind }) => kind === 'variable')) templates.push(tokens)
    else if (isBool(value)) wanted.add(value.toLowerCase())
    else return undefined
  }
  return (value, context) => {
    const requested = value === 'true' || value === 'false' ? value : value.toLowerCase()
    return (
      wanted.has(requested) || (isBool(requested) && templates.some((tokens) => bindText(tokens, context)?.toLowerCase() === requested))
    )
  }
}

function isBool(text: string): boolean {
  return /^(?:true|false)$/i.test(text)
}
