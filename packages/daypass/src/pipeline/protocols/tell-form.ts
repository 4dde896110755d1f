import { isAscii } from 'node:buffer'
import { readBody, requireLength, type WholeBodyErrors } from '../../core/body.js'
import type { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import { decodeQueryInput } from '../../wire/query/decode-query-input.js'
import { readForm } from '../../wire/read-form.js'
import type { Subject } from './protocol.js'
import { formErrors, QueryError } from './query-errors.js'
import { refuseCbor } from './refuse-cbor.js'
import { type WholeBodyDialect, wireErrorOf } from './whole-body.js'

/** Bytes of a form where the operation does not say otherwise: names, ARNs, 50 tags and session policies, all of it escaped. */
const MAX_FORM = 262_144
/** Bytes of a form that nobody signed, for a service that is closed to the unsigned: enough to tell in the audit what was asked. */
const MAX_UNSIGNED = 16_384

/**
 * Tells the operation of a form by its `Action`, where its `Version` is the service's: the query and the ec2 protocol (AWS General Reference, "Making
 * requests using the Query API"). It stands in the body, so that the body is read first, as far as any operation takes one.
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

/** Bytes that are read before it is known what is asked, and how more of them are refused. */
interface Bound {
  readonly limit: number
  readonly errors: WholeBodyErrors
}

const bodyOf = ({ maxBody = MAX_FORM }: Operation): number => maxBody

const boundOf = (limit: number): Bound => ({ limit, errors: formErrors(limit) })

const missingToken = (): WireError => new QueryError('MissingAuthenticationToken', 'Request is missing Authentication Token')

/** Who shows no credentials at all has nothing to wait for where all must be signed. */
function boundsOf(operations: readonly Operation[]): { readonly signed: Bound; readonly unsigned: Bound } {
  const open = operations.filter(({ authorize }) => typeof authorize !== 'function' && authorize.kind === 'unsigned')
  const closed = { limit: MAX_UNSIGNED, errors: { ...formErrors(MAX_UNSIGNED), tooLarge: missingToken } }
  return {
    signed: boundOf(Math.max(MAX_FORM, ...operations.map(bodyOf))),
    unsigned: open.length === 0 ? closed : boundOf(Math.max(...open.map(bodyOf))),
  }
}

/** The form, as far as anyone may send one: the signature covers it, so that it is read before it is believed. */
async function readWhole(request: Request, bound: Bound): Promise<Uint8Array> {
  requireLength(request.headers, bound.limit, bound.errors)
  return readBody(request.body, bound.limit, bound.errors)
}

/** Whether there may be credentials. A query that might spell them in any way counts as one that does. */
const showsCredentials = ({ headers, query }: Request): boolean => headers.authorization !== undefined || /x-amz-|%/i.test(query)

/** Parameters of query string and body together. One that stands in both is refused: two readers could then read two requests. */
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
  // Nearly every form: no decoder need be made for it.
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
