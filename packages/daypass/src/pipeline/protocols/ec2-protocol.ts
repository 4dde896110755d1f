import type { Protocol, Request } from '../../core/exchange.js'
import type { ServiceFacts } from '../../core/service.js'
import { EC2_CONTENT_TYPE, encodeEc2Error, encodeEc2Output } from '../../wire/ec2-query/encode-ec2-output.js'
import { type InternalError, makeProtocol, type Subject } from './protocol.js'
import { QueryError } from './query-errors.js'
import { tellForm } from './tell-form.js'
import { routeWholeBody } from './whole-body.js'

const INTERNAL: InternalError = {
  ...{ code: 'InternalError', status: 500, fault: 'Receiver', audit: 'InternalFailure' },
  message: 'An internal error has occurred',
}

/**
 * EC2's names for the errors of all services (EC2 user guide, "Error codes for the Amazon EC2 API"). Every problem with credentials is an
 * AuthFailure.
 */
export const EC2_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'UnauthorizedOperation'],
  ['ExpiredToken', 'RequestExpired'],
  ['InvalidClientTokenId', 'AuthFailure'],
  ['MalformedInput', 'InvalidParameterValue'],
  ['MissingAuthenticationToken', 'AuthFailure'],
  ['NotImplemented', 'UnsupportedOperation'],
  ['ServiceUnavailable', 'Unavailable'],
  ['SignatureDoesNotMatch', 'AuthFailure'],
  ['Throttling', 'RequestLimitExceeded'],
  ['ValidationError', 'InvalidParameterValue'],
])

/** The ec2 protocol of one service: a form in, XML out (Smithy, "AWS EC2 query protocol"). */
export function ec2Protocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model } = subject
  return makeProtocol(subject, {
    route: routeWholeBody(subject, { tell: tellForm(subject), invalid: (message) => new QueryError('ValidationError', message) }),
    encode: (operation, output, request) => ({
      status: 200,
      headers: headersOf(request),
      body: encodeEc2Output(model, operation, { output, requestId: request.id }),
    }),
    encodeError: ({ error: { code, status }, message }, request) => ({
      status,
      headers: headersOf(request),
      body: encodeEc2Error({ code, message, requestId: request.id }),
    }),
    internal: INTERNAL,
    codes: EC2_CODES,
  })
}

const headersOf = (request: Request) => ({ 'Content-Type': EC2_CONTENT_TYPE, 'x-amzn-RequestId': request.id })
