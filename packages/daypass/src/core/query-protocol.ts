import { isAscii } from 'node:buffer'
import { checkConstraints, validationMessage } from '../wire/constraints.js'
import { errorOf, loadModel } from '../wire/model.js'
import { decodeQueryInput } from '../wire/query/decode-query-input.js'
import { encodeQueryError, encodeQueryOutput, type QueryFormat } from '../wire/query/encode-query-output.js'
import { readForm } from '../wire/read-form.js'
import type { ServiceModel } from '../wire/service-model.js'
import { readBody } from './body.js'
import { WireError } from './error.js'
import type { Protocol, Request, Routed } from './exchange.js'
import type { Operation, ServiceName } from './operation.js'

/** Bytes a query request may have. The largest parameter of all is a SAML assertion of 100,000 characters; twice that, escaped, fits. */
const MAX_BODY = 1_048_576
const TOO_LARGE = { code: 'RequestEntityTooLarge', message: 'The request is larger than 1048576 bytes.' }
const INTERNAL = { code: 'InternalFailure', status: 500, fault: 'Receiver' } as const

/** The query protocol of one service: a form in, XML or JSON out (contract of STS and IAM; AWS General Reference, "Making requests using the Query API"). */
export function queryProtocol(service: Exclude<ServiceName, 's3' | 'account'>, operations: ReadonlyMap<string, Operation>): Protocol {
  const model = loadModel(service)
  return {
    service,
    route: async (request) => {
      const form = await readBody(request.body, MAX_BODY, TOO_LARGE)
      const params = readParams(request, form)
      const operation = operations.get(actionOf(params, model))
      if (operation === undefined) throw unknownOperation(params)
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
  const clauses = shape === undefined ? [] : checkConstraints(model, shape.name, decoded.input)
  if (clauses.length > 0) throw new WireError('ValidationError', validationMessage(clauses))
  return decoded.input
}

function formatOf(request: Request): QueryFormat {
  return request.headers.accept?.includes('application/json') ? 'json' : 'xml'
}

function failure(model: ServiceModel, error: unknown, seen: { request: Request; routed: Routed | undefined }) {
  const { request, routed } = seen
  const known = error instanceof WireError ? errorOf(model, routed?.operation.name, error.code) : undefined
  const { code, status, fault } = known ?? INTERNAL
  const message = known === undefined ? 'The request processing has failed because of an unknown error.' : (error as WireError).message
  const { contentType, body } = encodeQueryError(model, { code, message, fault, requestId: request.id, format: formatOf(request) })
  return { status, headers: { 'Content-Type': contentType, 'x-amzn-RequestId': request.id }, body, code }
}
