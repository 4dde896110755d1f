import { readForm } from '../wire/read-form.js'
import { WireError } from './error.js'

/** Query names that carry the signature itself, in lower case (Signature Version 4, "Authenticating requests: using query parameters"). */
const SIGNATURE_PARAMETERS: ReadonlySet<string> = new Set(
  ['algorithm', 'credential', 'date', 'expires', 'signedheaders', 'signature', 'security-token'].map((name) => `x-amz-${name}`),
)
/** Headers of a chunked body's framing: nobody presigns one, and two views of it would be two bodies. */
const NEVER: ReadonlySet<string> = new Set(['x-amz-trailer', 'x-amz-decoded-content-length'])
const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

const invalid = (name: string, why: string): WireError =>
  new WireError('InvalidArgument', `${name} ${why}`, { fields: { ArgumentName: name } })

/**
 * Presigners move `x-amz-*` headers into the query; there they mean what the header means, for everyone who reads headers. A name or value that no
 * header could carry is refused, and so is one that comes in both places and differs.
 */
export function hoistedHeaders(query: string, headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const hoisted: Record<string, string> = {}
  if (query === '') return hoisted
  const form = readForm(query)
  if (!form.ok) throw new WireError('InvalidArgument', form.problem.message)
  for (const [given, value] of form.params) {
    const name = given.toLowerCase()
    if (!name.startsWith('x-amz-') || SIGNATURE_PARAMETERS.has(name)) continue
    if (NEVER.has(name) || !TOKEN.test(name) || !VALUE.test(value)) throw invalid(name, 'cannot be given in the query.')
    if ((headers[name] ?? hoisted[name] ?? value) !== value) throw invalid(name, 'is given twice.')
    hoisted[name] = value
  }
  return hoisted
}
