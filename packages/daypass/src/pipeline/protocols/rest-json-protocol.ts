import type { Protocol, Request } from '../../core/exchange.js'
import type { ServiceFacts } from '../../core/service.js'
import { restJsonError } from '../../wire/json/encode-json-error.js'
import { readQuery } from '../../wire/rest/read-query.js'
import { routePath } from '../../wire/rest/route-path.js'
import { decodeJsonInput } from '../../wire/rest-json/decode-json-input.js'
import { encodeJsonOutput } from '../../wire/rest-json/encode-json-output.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { invalidFields, JSON_CODES, JSON_INTERNAL, readJsonBody, unknownOperation } from './json-errors.js'
import { makeProtocol, type Subject } from './protocol.js'
import { refuseCbor } from './refuse-cbor.js'
import { routeWholeBody, type Told, wireErrorOf } from './whole-body.js'

/** Bytes of a body, by default: a few names. */
const MAX_BODY = 16_384

/** The rest-json protocol of one service: method and path select the operation, bodies are JSON (Smithy, "AWS restJson1 protocol"). */
export function restJsonProtocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model } = subject
  return makeProtocol(subject, {
    route: routeWholeBody(subject, { tell: (request) => tellPath(model, request), invalid: invalidFields }),
    encode: (operation, output, request) => {
      const { status, headers, body = '' } = encodeJsonOutput(model, operation, output)
      return { status, headers: { ...headersOf(request), ...headers }, body }
    },
    encodeError: ({ error, ...failure }, request) => ({
      status: error.status,
      headers: { ...headersOf(request), 'x-amzn-ErrorType': error.code },
      body: restJsonError({ ...error, ...failure }),
    }),
    internal: JSON_INTERNAL,
    codes: JSON_CODES,
  })
}

const headersOf = (request: Request): Record<string, string> => ({ 'Content-Type': 'application/json', 'x-amzn-RequestId': request.id })

function tellPath(model: ServiceModel, request: Request): Told {
  refuseCbor(request, { error: unknownOperation, instead: 'restJson1' })
  const { method, path, headers } = request
  const read = readQuery(request.query, 'SerializationException')
  if (!read.ok) throw wireErrorOf(read.problem)
  const { query } = read
  const route = routePath(model, { method, path, query })
  if (route?.ok === false) throw wireErrorOf(route.problem)
  return {
    name: route?.operation ?? '',
    unknown: () => unknownOperation('There is no operation of this method and path.'),
    body: (operation) => readJsonBody(request, operation, MAX_BODY),
    decode: (operation, body) => decodeJsonInput(model, operation, { labels: route?.labels ?? new Map(), query, headers, body }),
  }
}
