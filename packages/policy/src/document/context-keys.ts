import { foldCase } from '../matching/fold-case.js'
import { parseVariable } from '../matching/template.js'
import type { Policy, Statement } from './policy.js'

/**
 * The condition keys and policy variables that documents name, each once, as first written (keys are not case-sensitive). The order is: resources,
 * then conditions, statement by statement. `${...}` is a variable only in documents of 2012-10-17; the escapes `${*}`, `${?}`, `${$}` do not name a
 * key.
 *
 * @example
 * console.log(contextKeys([policy]).join())
 * // => aws:SourceIp
 */
export function contextKeys(policies: readonly Policy[]): readonly string[] {
  const keys = new Map<string, string>()
  for (const { version, statements } of policies) {
    for (const key of statements.flatMap((statement) => keysOf(statement, version === '2012-10-17'))) {
      if (!keys.has(foldCase(key))) keys.set(foldCase(key), key)
    }
  }
  return [...keys.values()]
}

function keysOf({ resource, conditions }: Statement, variables: boolean): readonly string[] {
  const named = (texts: readonly string[]) => (variables ? texts.flatMap(variablesOf) : [])
  return [...named(resource?.patterns ?? []), ...conditions.flatMap(({ key, values }) => [key, ...named(values)])]
}

/** The names of the variables in a text, as they are written. */
function variablesOf(text: string): readonly string[] {
  const names: string[] = []
  for (let at = text.indexOf('${'); at >= 0; ) {
    const found = parseVariable(text, at)
    if (found?.token.kind === 'variable') names.push(/^[^,}]*/.exec(text.slice(at + 2, found.end))?.[0] ?? '')
    at = text.indexOf('${', found?.end ?? at + 2)
  }
  return names
}
