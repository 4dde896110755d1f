import type { Protocol, Request } from '../../../core/exchange.js'
import type { ServiceFacts } from '../../../core/service.js'
import { textElement } from '../../../wire/encode-xml.js'
import { readQuery } from '../../../wire/rest/read-query.js'
import { routePath } from '../../../wire/rest/route-path.js'
import { decodeRestInput } from '../../../wire/rest-xml/decode-rest-input.js'
import { encodeRestOutput } from '../../../wire/rest-xml/encode-rest-output.js'
import type { ServiceModel } from '../../../wire/service-model.js'
import { makeProtocol, type Subject } from '../protocol.js'
import { readXmlBytes, REST_XML_CODES, RestXmlServiceError } from './rest-xml-errors.js'
import { routeWholeBody, type Told, wireErrorOf } from '../whole-body.js'

/** Bytes of a body, by default: a configuration, which is small. */
const MAX_BODY = 16_384

/**
 * The rest-xml protocol of a service other than S3: method and path select the operation, bodies are XML and read whole, an error is wrapped in
 * `ErrorResponse` (Smithy, "AWS restXml protocol").
 */
export function restXmlServiceProtocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model } = subject
  return makeProtocol(subject, {
    route: routeWholeBody(subject, {
      tell: (request) => tellPath(model, request),
      invalid: (message) => new RestXmlServiceError('InvalidRequest', message),
    }),
    encode: (operation, output, request) => {
      const { status, headers, body = '' } = encodeRestOutput(model, operation, output)
      return { status, headers: { ...idsOf(request), ...headers }, body }
    },
    encodeError: ({ error: { code, status }, message, fields = {} }, request) => {
      const more = Object.entries(fields).map(([name, text]) => textElement(name, text))
      const error = [textElement('Code', code), textElement('Message', message), ...more].join('')
      const ids = textElement('RequestId', request.id) + textElement('HostId', request.id)
      return {
        status,
        headers: { ...idsOf(request), 'Content-Type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse><Error>${error}</Error>${ids}</ErrorResponse>`,
      }
    },
    internal: {
      ...{ code: 'InternalError', status: 500, fault: 'Receiver' },
      message: 'We encountered an internal error. Please try again.',
    },
    codes: REST_XML_CODES,
  })
}

const idsOf = (request: Request): Record<string, string> => ({ 'x-amz-request-id': request.id, 'x-amz-id-2': request.id })

function tellPath(model: ServiceModel, request: Request): Told {
  const { method, path, headers } = request
  const read = readQuery(request.query, 'InvalidArgument')
  if (!read.ok) throw wireErrorOf(read.problem)
  const { query } = read
  const route = routePath(model, { method, path, query })
  // The labels of operations that are not served need not be valid.
  if (route?.ok === false) throw new RestXmlServiceError('InvalidArgument', route.problem.message)
  return {
    name: route?.operation ?? '',
    unknown: () => new RestXmlServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.'),
    body: (operation) => readXmlBytes(request, operation, MAX_BODY),
    decode: (operation, body) => decodeRestInput(model, operation, { labels: route?.labels ?? new Map(), query, headers, body }),
  }
}
