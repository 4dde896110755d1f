import { bindText, readTokens, type Token } from '../matching/template.js'
import type { How, ValueTest } from './value-test.js'

/** `true` and `false`, in any case. Any other text of the request, or that a variable stands for, matches nothing. */
export function boolEquals(values: readonly string[], { variables, settings }: How): ValueTest | undefined {
  const wanted = new Set<string>()
  const templates: (readonly Token[])[] = []
  for (const value of values) {
    const tokens = readTokens(value, { variables: variables && settings.variablesInBool, wildcards: false })
    if (tokens?.some(({ kind }) => kind === 'variable')) templates.push(tokens)
    else if (isBool(value)) wanted.add(value.toLowerCase())
    else return undefined
  }
  return (value, context) => {
    const asked = value === 'true' || value === 'false' ? value : value.toLowerCase()
    return wanted.has(asked) || (isBool(asked) && templates.some((tokens) => bindText(tokens, context)?.toLowerCase() === asked))
  }
}

function isBool(text: string): boolean {
  return /^(?:true|false)$/i.test(text)
}
