import { type Refused, refused } from '../problem.js'
import { formDecode, maxParameters } from '../read-form.js'

/** The values of each name in a query string, decoded, in order. */
export type QueryResult = { readonly ok: true; readonly query: ReadonlyMap<string, readonly string[]> } | Refused

/**
 * Reads a query string in which a name may be given several times, as the elements of a list are (Smithy, `httpQuery`). Rejected with `code`: a bad
 * escape, and more than 4,000 parameters. Whoever reads a member decides whether its name may be given twice.
 */
export function readQuery(text: string, code: string): QueryResult {
  const query = new Map<string, string[]>()
  const pairs = text.split('&', maxParameters + 1).filter((pair) => pair !== '')
  if (pairs.length > maxParameters) return refused(code, `There are more than ${maxParameters} parameters.`)
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = formDecode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : formDecode(pair.slice(equals + 1))
    if (name === undefined || value === undefined) return refused(code, 'A parameter is not well-formed percent-encoded UTF-8.')
    const known = query.get(name)
    if (known === undefined) query.set(name, [value])
    else known.push(value)
  }
  return { ok: true, query }
}
