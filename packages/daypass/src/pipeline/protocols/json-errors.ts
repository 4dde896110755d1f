import { readBody, requireLength, type WholeBodyErrors } from '../../core/body.js'
import { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import type { InternalError } from './protocol.js'

/** JSON services' names for the errors of all services (observed on AWS). The audit line keeps the original names. */
export const JSON_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'AccessDeniedException'],
  ['ExpiredToken', 'ExpiredTokenException'],
  ['IncompleteSignature', 'IncompleteSignatureException'],
  ['InvalidClientTokenId', 'UnrecognizedClientException'],
  ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ['NotImplemented', 'NotImplementedException'],
  ['ServiceUnavailable', 'ServiceUnavailableException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
  ['Throttling', 'ThrottlingException'],
])

/** What every JSON service may return, besides the errors of all services. */
export const JSON_ERROR_CODES = [
  'RequestEntityTooLargeException',
  'SerializationException',
  'UnknownOperationException',
  'ValidationException',
] as const

/** An error of a JSON service. */
export const JsonError = WireError<(typeof JSON_ERROR_CODES)[number]>

/** The error for an unknown operation of the service. */
export const unknownOperation = (message: string): WireError => new JsonError('UnknownOperationException', message)

/** The internal error of JSON services. */
export const JSON_INTERNAL: InternalError = {
  ...{ code: 'InternalServerException', status: 500, fault: 'Receiver', audit: 'InternalFailure' },
  message: 'The request processing has failed because of an unknown error.',
}

/** The error for an input that breaks the model's constraints, in services that also report this in the error's fields. */
export const invalidFields = (message: string): WireError =>
  new JsonError('ValidationException', message, { fields: { reason: 'fieldValidationFailed' } })

/** The body of a request to a JSON service, of at most as many bytes as the operation accepts, by default `most`. */
export async function readJsonBody(request: Request, operation: Operation | undefined, most: number): Promise<Uint8Array> {
  const limit = operation?.maxBody ?? most
  requireLength(request.headers, limit, bodyErrors(limit))
  return readBody(request.body, limit, bodyErrors(limit))
}

const bodyErrors = (limit: number): WholeBodyErrors => ({
  tooLarge: () => new JsonError('RequestEntityTooLargeException', `The request is larger than ${limit} bytes.`),
  unreadable: (message) => new JsonError('SerializationException', message),
})
