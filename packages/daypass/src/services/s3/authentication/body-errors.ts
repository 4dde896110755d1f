import type { BodyErrors } from '../../../core/authentication-errors.js'
import type { WireError } from '../../../core/error.js'
import type { ChecksumProblem } from '../../../signature/body/checksums.js'
import type { ChunkProblemCode } from '../../../signature/body/chunk-problem.js'
import { S3Error } from '../error.js'

/** The text for a signature that does not match. */
export const MISMATCH = 'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
const TIMED_OUT =
  'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.'

const truncated = () => new S3Error('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
const unreadable = () => new S3Error('InvalidRequest', 'The aws-chunked encoding of the body is malformed.')
const forged = () => new S3Error('SignatureDoesNotMatch', MISMATCH, { reason: 'chunk signature does not match' })

/** A checksum that is not that of the bytes; `algorithm` is written as S3 does for each operation (texts observed on AWS S3). */
export const badDigest = (algorithm: string): WireError =>
  new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`)

/** The body does not match x-amz-content-sha256. */
export const contentMismatch = () =>
  new S3Error('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.")

const invalidChecksum = (header?: string) =>
  header === 'content-md5'
    ? new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.')
    : new S3Error('InvalidRequest', `Value for ${header ?? 'checksum'} header is invalid.`)

const chunks: { readonly [Code in ChunkProblemCode]: (header?: string) => WireError } = {
  'malformed-chunk': unreadable,
  'too-large': unreadable,
  'trailing-bytes': unreadable,
  truncated,
  'decoded-length': truncated,
  'chunk-signature': forged,
  'trailer-signature': forged,
  trailer: () =>
    new S3Error(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    ),
  'invalid-checksum': invalidChecksum,
  'bad-digest': (header = 'checksum') =>
    header === 'content-md5'
      ? new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.')
      : badDigest(header.replace(/^x-amz-checksum-/, '').toUpperCase()),
  'content-hash-mismatch': contentMismatch,
}

/** Checksum headers that are malformed or not supported. */
function checksumError({ checksum, names }: ChecksumProblem): WireError {
  if (checksum === 'invalid') return invalidChecksum(names[0])
  if (checksum === 'several')
    return new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  return new S3Error('InvalidRequest', 'The algorithm type you specified in x-amz-checksum- header is invalid.')
}

/** The errors of S3 for a body that does not match its headers or its signature (Amazon S3 API reference, Error responses; texts observed). */
export const bodyErrors: BodyErrors = {
  chunk: ({ problem, header }) => chunks[problem](header),
  checksum: checksumError,
  timedOut: () => new S3Error('RequestTimeout', TIMED_OUT),
  incomplete: truncated,
  tooLarge: () => new S3Error('MaxMessageLengthExceeded', 'Your request was too big.'),
  knowsTrailer: (name) => name.startsWith('x-amz-checksum-'),
}
