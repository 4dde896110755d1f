import type { BodyErrors } from '../../../core/authentication-errors.js'
import { WireError } from '../../../core/error.js'
import type { ChecksumProblem } from '../../../signature/body/checksums.js'
import type { ChunkProblemCode } from '../../../signature/body/chunk-problem.js'

/** The text of a signature that does not match. */
export const MISMATCH = 'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
const TIMED_OUT =
  'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.'

const truncated = () =>
  new WireError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
const unreadable = () => new WireError('InvalidRequest', 'The aws-chunked encoding of the body is malformed.')
const forged = () => new WireError('SignatureDoesNotMatch', MISMATCH, { reason: 'chunk signature does not match' })

/** The body does not match x-amz-content-sha256. */
export const contentMismatch = () =>
  new WireError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.")

const invalidChecksum = (header?: string) =>
  header === 'content-md5'
    ? new WireError('InvalidDigest', 'The Content-MD5 you specified was invalid.')
    : new WireError('InvalidRequest', `Value for ${header ?? 'checksum'} header is invalid.`)

const chunks: { readonly [Code in ChunkProblemCode]: (header?: string) => WireError } = {
  'malformed-chunk': unreadable,
  'too-large': unreadable,
  'trailing-bytes': unreadable,
  truncated,
  'decoded-length': truncated,
  'chunk-signature': forged,
  'trailer-signature': forged,
  trailer: () =>
    new WireError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    ),
  'invalid-checksum': invalidChecksum,
  'bad-digest': (header) => new WireError('BadDigest', `The ${header ?? 'checksum'} you specified did not match the calculated checksum.`),
  'content-hash-mismatch': contentMismatch,
}

/** Checksum headers that cannot be held against a body. */
function checksumError({ checksum, names }: ChecksumProblem): WireError {
  if (checksum === 'invalid') return invalidChecksum(names[0])
  if (checksum === 'several')
    return new WireError('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  return new WireError('InvalidRequest', 'The algorithm type you specified in x-amz-checksum- header is invalid.')
}

/** How S3 words that a body is not what its headers or its signature say (Amazon S3 API reference, Error responses; texts observed). */
export const bodyErrors: BodyErrors = {
  chunk: ({ problem, header }) => chunks[problem](header),
  checksum: checksumError,
  timedOut: () => new WireError('RequestTimeout', TIMED_OUT),
  incomplete: truncated,
  tooLarge: { code: 'MaxMessageLengthExceeded', message: 'Your request was too big.' },
  knowsTrailer: (name) => name.startsWith('x-amz-checksum-'),
}
