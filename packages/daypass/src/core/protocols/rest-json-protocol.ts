import { constraintProblem } from '../../wire/constraints.js'
import { errorOf, loadModel } from '../../wire/model.js'
import { readQuery } from '../../wire/rest/read-query.js'
import { routePath } from '../../wire/rest/route-path.js'
import { decodeJsonInput, type JsonRequest } from '../../wire/rest-json/decode-json-input.js'
import { encodeJsonOutput } from '../../wire/rest-json/encode-json-output.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { readBody, requireLength } from '../body.js'
import { WireError } from '../error.js'
import type { Protocol, Request, Routed } from '../exchange.js'
import type { Operation } from '../operation.js'
import { boundedText } from '../text/bounded-text.js'
import { unservedOperation } from './unserved-operation.js'

/** Bytes of a body where the operation does not say otherwise: a few names. */
const MAX_BODY = 16_384
const INTERNAL = { code: 'InternalServerException', status: 500 }

const tooLarge = (limit: number) => ({
  limit,
  cutOff: 'SerializationException',
  code: 'RequestEntityTooLargeException',
  message: `The request is larger than ${limit} bytes.`,
})

/** What the house refuses with, for every service, and how JSON services call it (observed on AWS). The audit line keeps the house's name. */
const JSON_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'AccessDeniedException'],
  ['ExpiredToken', 'ExpiredTokenException'],
  ['IncompleteSignature', 'IncompleteSignatureException'],
  ['InvalidClientTokenId', 'UnrecognizedClientException'],
  ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ['NotImplemented', 'NotImplementedException'],
  ['ServiceUnavailable', 'ServiceUnavailableException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
])

/** The rest-json protocol of one service: method and path name the operation, bodies are JSON (Smithy, "AWS restJson1 protocol"). */
export function restJsonProtocol(service: 'account', operations: ReadonlyMap<string, Operation>): Protocol {
  const model = loadModel(service)
  return {
    service,
    route: async (request) => {
      const { name, ...parts } = routeOf(model, request)
      const operation = operations.get(name) ?? (model.otherOperations.has(name) ? unservedOperation({ service, name }) : undefined)
      if (operation === undefined) throw new WireError('UnknownOperationException', 'There is no operation of this method and path.')
      const refusals = tooLarge(operation.maxBody ?? MAX_BODY)
      requireLength(request.headers, refusals.limit, refusals)
      const form = await readBody(request.body, refusals.limit, refusals)
      if (model.otherOperations.has(name)) return { operation, form, decode: () => ({}), unserved: {} }
      return { operation, form, decode: () => decode(model, name, { ...parts, headers: request.headers, body: form }) }
    },
    encode: ({ operation }, output, request) => {
      const { status, headers, body } = encodeJsonOutput(model, operation.name, output)
      return { status, headers: { ...headersOf(request), ...headers }, body: body ?? '' }
    },
    fail: (error, request, routed) => failure(model, error, { request, routed }),
  }
}

const headersOf = (request: Request): Record<string, string> => ({ 'Content-Type': 'application/json', 'x-amzn-RequestId': request.id })

/** The operation that is asked, empty where there is none, and what the address says of its input. */
function routeOf(model: ServiceModel, { method, path, query: text }: Request): Pick<JsonRequest, 'labels' | 'query'> & { name: string } {
  const read = readQuery(text, 'SerializationException')
  if (!read.ok) throw new WireError(read.problem.code, read.problem.message)
  const { query } = read
  const route = routePath(model, { method, path, query })
  if (route === undefined) return { name: '', labels: new Map(), query }
  if (!route.ok) throw new WireError(route.problem.code, route.problem.message)
  return { name: route.operation, labels: route.labels, query }
}

function decode(model: ServiceModel, name: string, request: JsonRequest): object {
  const decoded = decodeJsonInput(model, name, request)
  if (!decoded.ok) throw new WireError(decoded.problem.code, decoded.problem.message)
  const shape = model.operations.get(name)?.input
  const wrong = shape && constraintProblem(model, shape.name, decoded.input)
  if (wrong !== undefined) throw new WireError('ValidationException', wrong, { fields: { reason: 'fieldValidationFailed' } })
  return decoded.input
}

function failure(model: ServiceModel, error: unknown, seen: { request: Request; routed: Routed | undefined }) {
  const { request, routed } = seen
  const known = error instanceof WireError ? errorOf(model, routed?.operation.name, JSON_CODES.get(error.code) ?? error.code) : undefined
  if (known === undefined || !(error instanceof WireError)) {
    const message = 'The request processing has failed because of an unknown error.'
    return { ...answer(request, INTERNAL, { message }), code: 'InternalFailure' }
  }
  return { ...answer(request, known, { message: boundedText(error.message), ...error.detail.fields }), code: error.code }
}

const answer = (request: Request, known: { code: string; status: number }, body: object) => ({
  status: known.status,
  headers: { ...headersOf(request), 'x-amzn-ErrorType': known.code },
  body: JSON.stringify(body),
})
