import { isAscii } from 'node:buffer'
import { constraintProblem } from '../../wire/constraints.js'
import { errorOf, loadModel } from '../../wire/model.js'
import { decodeQueryInput } from '../../wire/query/decode-query-input.js'
import { encodeQueryError, encodeQueryOutput, type QueryFormat } from '../../wire/query/encode-query-output.js'
import { readForm } from '../../wire/read-form.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { readBody, requireLength } from '../body.js'
import { WireError } from '../error.js'
import type { Protocol, Request, Routed } from '../exchange.js'
import type { Operation, ServiceName } from '../operation.js'
import { boundedText } from '../text/bounded-text.js'
import { unservedOperation } from './unserved-operation.js'

/** Bytes of a form where the operation does not say otherwise: names, ARNs, 50 tags and session policies, all of it escaped. */
const MAX_FORM = 262_144
/** Bytes of a form that nobody signed, for a service that is closed to the unsigned: enough to tell in the audit what was asked. */
const MAX_UNSIGNED = 16_384
const INTERNAL = { code: 'InternalFailure', status: 500, fault: 'Receiver' } as const

/** The query protocol of one service: a form in, XML or JSON out (contract of STS and IAM; AWS General Reference, "Making requests using the Query API"). */
export function queryProtocol(service: Exclude<ServiceName, 's3' | 'account'>, operations: ReadonlyMap<string, Operation>): Protocol {
  const model = loadModel(service)
  const bounds = boundsOf([...operations.values()])
  return {
    service,
    route: async (request) => {
      const form = await readWhole(request, showsCredentials(request) ? bounds.signed : bounds.unsigned)
      const params = readParams(request, form)
      const name = actionOf(params, model)
      const operation = operations.get(name)
      if (operation === undefined && model.otherOperations.has(name))
        return { operation: unservedOperation({ service, name }), form, decode: () => ({}), unserved: {} }
      if (operation === undefined) throw unknownOperation(params)
      if (form.length > bodyOf(operation)) throw refusedLarge(bodyOf(operation))
      return { operation, form, decode: () => decode(model, operation.name, params) }
    },
    encode: ({ operation }, output, request) => {
      const { contentType, body } = encodeQueryOutput(model, {
        operation: operation.name,
        output,
        requestId: request.id,
        format: formatOf(request),
      })
      return { status: 200, headers: { 'Content-Type': contentType, 'x-amzn-RequestId': request.id }, body }
    },
    fail: (error, request, routed) => failure(model, error, { request, routed }),
  }
}

/** Bytes that are read before it is known what is asked, and how more of them are refused. */
interface Bound {
  readonly limit: number
  readonly code: string
  readonly message: string
}

const bodyOf = ({ maxBody = MAX_FORM }: Operation): number => maxBody

const tooLarge = (limit: number): Bound => ({
  limit,
  code: 'RequestEntityTooLarge',
  message: `The request is larger than ${limit} bytes.`,
})

const refusedLarge = (limit: number): WireError => new WireError(tooLarge(limit).code, tooLarge(limit).message)

/** Who shows no credentials at all has nothing to wait for where all must be signed. */
function boundsOf(operations: readonly Operation[]): { readonly signed: Bound; readonly unsigned: Bound } {
  const open = operations.filter(({ authorize }) => typeof authorize !== 'function' && authorize.kind === 'unsigned')
  const closed = { limit: MAX_UNSIGNED, code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' }
  return {
    signed: tooLarge(Math.max(MAX_FORM, ...operations.map(bodyOf))),
    unsigned: open.length === 0 ? closed : tooLarge(Math.max(...open.map(bodyOf))),
  }
}

/** The form, as far as anyone may send one: the signature covers it, so that it is read before it is believed. */
async function readWhole(request: Request, bound: Bound): Promise<Uint8Array> {
  requireLength(request.headers, bound.limit, bound)
  return readBody(request.body, bound.limit, bound)
}

/** Whether there may be credentials. A query that might spell them in any way counts as one that does. */
const showsCredentials = ({ headers, query }: Request): boolean => headers.authorization !== undefined || /x-amz-|%/i.test(query)

/** Parameters of query string and body together. One that stands in both is refused: two readers could then read two requests. */
function readParams(request: Request, form: Uint8Array): ReadonlyMap<string, string> {
  const query = request.query === '' ? new Map<string, string>() : read(request.query)
  if (request.method !== 'POST' || form.length === 0) return query
  const body = read(decodeText(form))
  for (const [name, value] of query) {
    if (body.has(name)) throw new WireError('MalformedInput', `The parameter ${name} is given twice.`)
    ;(body as Map<string, string>).set(name, value)
  }
  return body
}

function read(text: string): ReadonlyMap<string, string> {
  const result = readForm(text)
  if (!result.ok) throw new WireError(result.problem.code, result.problem.message)
  return result.params
}

function decodeText(bytes: Uint8Array): string {
  // Nearly every form: no decoder need be made for it.
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new WireError('MalformedInput', 'The request body is not valid UTF-8.')
  }
}

function actionOf(params: ReadonlyMap<string, string>, model: ServiceModel): string {
  if (params.get('Version') !== model.apiVersion) throw unknownOperation(params)
  return params.get('Action') ?? ''
}

function unknownOperation(params: ReadonlyMap<string, string>): WireError {
  const action = (params.get('Action') ?? '').slice(0, 128)
  return new WireError(
    'InvalidAction',
    `Could not find operation ${action} for version ${params.get('Version')?.slice(0, 32) ?? 'NO_VERSION_SPECIFIED'}`,
  )
}

function decode(model: ServiceModel, name: string, params: ReadonlyMap<string, string>): object {
  const decoded = decodeQueryInput(model, name, params)
  if (!decoded.ok) throw new WireError(decoded.problem.code, decoded.problem.message)
  const shape = model.operations.get(name)?.input
  const wrong = shape && constraintProblem(model, shape.name, decoded.input)
  if (wrong !== undefined) throw new WireError('ValidationError', wrong)
  return decoded.input
}

function formatOf(request: Request): QueryFormat {
  return request.headers.accept?.includes('application/json') ? 'json' : 'xml'
}

function failure(model: ServiceModel, error: unknown, seen: { request: Request; routed: Routed | undefined }) {
  const { request, routed } = seen
  const known = error instanceof WireError ? errorOf(model, routed?.operation.name, error.code) : undefined
  const { code, status, fault } = known ?? INTERNAL
  const message =
    known === undefined ? 'The request processing has failed because of an unknown error.' : boundedText((error as WireError).message)
  const { contentType, body } = encodeQueryError(model, { code, message, fault, requestId: request.id, format: formatOf(request) })
  return { status, headers: { 'Content-Type': contentType, 'x-amzn-RequestId': request.id }, body, code }
}
