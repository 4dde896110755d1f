import { readBody, requireLength } from '../../core/body.js'
import { WireError } from '../../core/error.js'
import type { Request } from '../../core/exchange.js'
import type { Operation } from '../../core/operation.js'
import type { InternalError } from './protocol.js'

/** What the errors of all services are called in JSON services (observed on AWS). The audit line keeps their first name. */
export const JSON_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'AccessDeniedException'],
  ['ExpiredToken', 'ExpiredTokenException'],
  ['IncompleteSignature', 'IncompleteSignatureException'],
  ['InvalidClientTokenId', 'UnrecognizedClientException'],
  ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ['NotImplemented', 'NotImplementedException'],
  ['ServiceUnavailable', 'ServiceUnavailableException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
])

/** The internal error of JSON services. */
export const JSON_INTERNAL: InternalError = {
  ...{ code: 'InternalServerException', status: 500, fault: 'Receiver', audit: 'InternalFailure' },
  message: 'The request processing has failed because of an unknown error.',
}

/** An input that breaks the model's constraints, in services that tell so in the fields of the error too. */
export const invalidFields = (message: string): WireError =>
  new WireError('ValidationException', message, { fields: { reason: 'fieldValidationFailed' } })

/** The body of a request of a JSON service, of at most so many bytes as the operation takes, else of `most`. */
export async function readJsonBody(request: Request, operation: Operation | undefined, most: number): Promise<Uint8Array> {
  const refusals = tooLarge(operation?.maxBody ?? most)
  requireLength(request.headers, refusals.limit, refusals)
  return readBody(request.body, refusals.limit, refusals)
}

const tooLarge = (limit: number) => ({
  limit,
  cutOff: 'SerializationException',
  code: 'RequestEntityTooLargeException',
  message: `The request is larger than ${limit} bytes.`,
})
