import { isAscii } from 'node:buffer'
import { readBody, requireLength, type WholeBodyErrors } from '../../core/body.js'
import type { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'
import { isUnsigned, type Operation } from '../../core/operation.js'
import { decodeQueryInput } from '../../wire/query/decode-query-input.js'
import { readForm } from '../../wire/read-form.js'
import type { Subject } from './protocol.js'
import { formErrors, QueryError } from './query-errors.js'
import { refuseCbor } from './refuse-cbor.js'
import { type WholeBodyDialect, wireErrorOf } from './whole-body.js'

/** Bytes of a form, by default: names, ARNs, 50 tags and session policies, all of it escaped. */
const MAX_FORM = 262_144
/** Bytes of an unsigned form, in a service that accepts only signed requests: enough to record the operation in the audit. */
const MAX_UNSIGNED = 16_384

/**
 * Finds the operation of a form by its `Action`, if its `Version` is the service's: the query and the ec2 protocol (AWS General Reference, "Making
 * requests using the Query API"). Both are in the body, so the body is read first, up to the largest limit of any operation.
 */
export function tellForm({ model, service }: Subject): WholeBodyDialect['tell'] {
  const bounds = boundsOf([...service.operations.values()])
  const instead = model.protocol === 'ec2' ? 'ec2Query' : 'awsQuery'
  return async (request) => {
    refuseCbor(request, { instead, error: (message) => new QueryError('InvalidAction', message) })
    const form = await readWhole(request, showsCredentials(request) ? bounds.signed : bounds.unsigned)
    const params = readParams(request, form)
    const isOurs = params.get('Version') === model.apiVersion
    return {
      name: isOurs ? (params.get('Action') ?? '') : '',
      unknown: () => unknownOperation(params),
      body: (operation) => (operation === undefined ? form : within(form, bodyOf(operation))),
      decode: (operation) => decodeQueryInput(model, operation, params),
    }
  }
}

function within(form: Uint8Array, limit: number): Uint8Array {
  if (form.length > limit) throw formErrors(limit).tooLarge()
  return form
}

/** A limit for reading a body whose operation is not yet known, and the error for a larger one. */
interface Bound {
  readonly limit: number
  readonly errors: WholeBodyErrors
}

const bodyOf = ({ maxBody = MAX_FORM }: Operation): number => maxBody

const boundOf = (limit: number): Bound => ({ limit, errors: formErrors(limit) })

const missingToken = (): WireError => new QueryError('MissingAuthenticationToken', 'Request is missing Authentication Token')

/** A request without credentials gets a small limit in a service where every operation must be signed. */
function boundsOf(operations: readonly Operation[]): { readonly signed: Bound; readonly unsigned: Bound } {
  const open = operations.filter(isUnsigned)
  const closed = { limit: MAX_UNSIGNED, errors: { ...formErrors(MAX_UNSIGNED), tooLarge: missingToken } }
  return {
    signed: boundOf(Math.max(MAX_FORM, ...operations.map(bodyOf))),
    unsigned: open.length === 0 ? closed : boundOf(Math.max(...open.map(bodyOf))),
  }
}

/** Reads the form, up to its limit: the signature covers it, so it is read before authentication. */
async function readWhole(request: Request, bound: Bound): Promise<Uint8Array> {
  requireLength(request.headers, bound.limit, bound.errors)
  return readBody(request.body, bound.limit, bound.errors)
}

/** Whether the request may carry credentials. A query that could contain them in any spelling counts. */
const showsCredentials = ({ headers, query }: Request): boolean => headers.authorization !== undefined || /x-amz-|%/i.test(query)

/** Parameters of query string and body together. A parameter in both is rejected: two parsers could disagree on the request. */
function readParams(request: Request, form: Uint8Array): ReadonlyMap<string, string> {
  const query = request.query === '' ? new Map<string, string>() : read(request.query)
  if (request.method !== 'POST' || form.length === 0) return query
  const body = read(decodeText(form))
  for (const [name, value] of query) {
    if (body.has(name)) throw new QueryError('MalformedInput', `The parameter ${name} is given twice.`)
    ;(body as Map<string, string>).set(name, value)
  }
  return body
}

function read(text: string): ReadonlyMap<string, string> {
  const result = readForm(text)
  if (!result.ok) throw wireErrorOf(result.problem)
  return result.params
}

function decodeText(bytes: Uint8Array): string {
  // Nearly every form is ASCII and needs no decoder.
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new QueryError('MalformedInput', 'The request body is not valid UTF-8.')
  }
}

function unknownOperation(params: ReadonlyMap<string, string>): WireError {
  const action = (params.get('Action') ?? '').slice(0, 128)
  const version = params.get('Version')?.slice(0, 32) ?? 'NO_VERSION_SPECIFIED'
  return new QueryError('InvalidAction', `Could not find operation ${action} for version ${version}`)
}
