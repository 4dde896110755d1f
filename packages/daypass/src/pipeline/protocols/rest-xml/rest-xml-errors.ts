import { readBody, requireLength, type WholeBodyErrors } from '../../../core/body.js'
import { WireError } from '../../../core/error.js'
import type { Request } from '../../../core/exchange.js'
import type { Operation } from '../../../core/operation.js'

/** The names of rest-xml services for the errors of all services, where they differ (Amazon S3 API reference, list of error codes). */
export const REST_XML_CODES: ReadonlyMap<string, string> = new Map([
  ['InvalidClientTokenId', 'InvalidAccessKeyId'],
  ['Throttling', 'SlowDown'],
])

/** What every rest-xml service may return, besides the errors of all services. */
export const REST_XML_ERROR_CODES = [
  'InternalError',
  'InvalidArgument',
  'InvalidRequest',
  'MalformedXML',
  'MaxMessageLengthExceeded',
  'MethodNotAllowed',
  'MissingRequestBodyError',
] as const

/** An error of a rest-xml service. */
export const RestXmlServiceError = WireError<(typeof REST_XML_ERROR_CODES)[number]>

/** The body of a request, of at most as many bytes as the operation accepts, by default `most`. */
export async function readXmlBytes(request: Request, operation: Operation | undefined, most: number): Promise<Uint8Array> {
  const limit = operation?.maxBody ?? most
  requireLength(request.headers, limit, BODY_ERRORS)
  return readBody(request.body, limit, BODY_ERRORS)
}

const BODY_ERRORS: WholeBodyErrors = {
  tooLarge: () => new RestXmlServiceError('MaxMessageLengthExceeded', 'Your request was too big.'),
  unreadable: (message) => new RestXmlServiceError('InvalidRequest', message),
}
