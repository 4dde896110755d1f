import type { Protocol, Request } from '../../core/exchange.js'
import type { ServiceFacts } from '../../core/service.js'
import { encodeQueryError, encodeQueryOutput, type QueryFormat } from '../../wire/query/encode-query-output.js'
import { type InternalError, makeProtocol, type Subject } from './protocol.js'
import { QueryError } from './query-errors.js'
import { tellForm } from './tell-form.js'
import { routeWholeBody } from './whole-body.js'

const INTERNAL: InternalError = {
  ...{ code: 'InternalFailure', status: 500, fault: 'Receiver' },
  message: 'The request processing has failed because of an unknown error.',
}

/** The query protocol of one service: a form in, XML or JSON out (contract of STS and IAM; AWS General Reference, "Making requests using the Query API"). */
export function queryProtocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model } = subject
  return makeProtocol(subject, {
    route: routeWholeBody(subject, { tell: tellForm(subject), invalid: (message) => new QueryError('ValidationError', message) }),
    encode: (operation, output, request) => {
      const { contentType, body } = encodeQueryOutput(model, { operation, output, requestId: request.id, format: formatOf(request) })
      return { status: 200, headers: headersOf(contentType, request), body }
    },
    encodeError: ({ error: { code, status, fault }, message }, request) => {
      const { contentType, body } = encodeQueryError(model, { code, message, fault, requestId: request.id, format: formatOf(request) })
      return { status, headers: headersOf(contentType, request), body }
    },
    internal: INTERNAL,
  })
}

const headersOf = (contentType: string, request: Request) => ({ 'Content-Type': contentType, 'x-amzn-RequestId': request.id })

const formatOf = (request: Request): QueryFormat => (request.headers.accept?.includes('application/json') ? 'json' : 'xml')
