import type { Protocol, Request } from '../../core/exchange.js'
import type { ServiceFacts } from '../../core/service.js'
import { decodeAwsJsonInput, targetOperation } from '../../wire/aws-json/decode-aws-json-input.js'
import { contentTypeOf, encodeAwsJsonOutput } from '../../wire/aws-json/encode-aws-json-output.js'
import { awsJsonError } from '../../wire/json/encode-json-error.js'
import type { ServiceModel } from '../../wire/service-model.js'
import { JSON_CODES, JSON_INTERNAL, JsonError, readJsonBody, unknownOperation } from './json-errors.js'
import { makeProtocol, type Subject } from './protocol.js'
import { refuseCbor } from './refuse-cbor.js'
import { routeWholeBody, type Told } from './whole-body.js'

/** Bytes of a body, by default: names, and a policy, all of it escaped. */
const MAX_BODY = 65_536

/**
 * The awsJson protocol, 1.0 or 1.1, of one service: a header names the operation, bodies are JSON (Smithy, "AWS JSON 1.1 protocol").
 */
export function awsJsonProtocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model } = subject
  const headersOf = (request: Request) => ({ 'Content-Type': contentTypeOf(model), 'x-amzn-RequestId': request.id })
  return makeProtocol(subject, {
    route: routeWholeBody(subject, {
      tell: (request) => tellTarget(model, request),
      invalid: (message) => subject.service.brokenConstraint?.(message) ?? new JsonError('ValidationException', message),
    }),
    encode: (operation, output, request) => ({
      status: 200,
      headers: headersOf(request),
      body: encodeAwsJsonOutput(model, operation, output),
    }),
    encodeError: ({ error, ...failure }, request) => ({
      status: error.status,
      headers: headersOf(request),
      body: awsJsonError({ ...error, ...failure }),
    }),
    internal: JSON_INTERNAL,
    codes: JSON_CODES,
  })
}

function tellTarget(model: ServiceModel, request: Request): Told {
  refuseCbor(request, { error: unknownOperation, instead: `awsJson${model.jsonVersion.replace('.', '_')}` })
  const { method, path, headers } = request
  const isAddress = method === 'POST' && path === '/'
  return {
    name: (isAddress ? targetOperation(model, headers['x-amz-target']) : undefined) ?? '',
    unknown: () => unknownOperation('The X-Amz-Target header must name an operation of the service, in a POST to /.'),
    body: (operation) => readJsonBody(request, operation, MAX_BODY),
    decode: (operation, body) => decodeAwsJsonInput(model, operation, body),
  }
}
