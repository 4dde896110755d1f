import type { WireError } from '../../../core/error.js'
import type { PutObjectRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import type { ReceivedBody } from '../files/object-files.js'
import type { S3Deps } from '../s3.js'
import { removeBodies } from './remove-bodies.js'

/** The maximum size of a single put, in bytes: 5 GiB (S3 API reference, PutObject). */
export const MAX_PUT_BYTES = 5_368_709_120

/** Receives the body of a put. `EntityTooLarge` before or during it, `BadDigest` when it does not match Content-MD5; then no file remains. */
export async function receiveBody(input: PutObjectRequest, { files, state }: Pick<S3Deps, 'files' | 'state'>): Promise<ReceivedBody> {
  // The length on the wire includes the framing of aws-chunked; such a body is measured while it comes.
  const framed = /\baws-chunked\b/i.test(input.ContentEncoding ?? '')
  if (!framed && (input.ContentLength ?? 0) > MAX_PUT_BYTES) throw tooLarge(input.ContentLength)
  const received = await files.receiveInline(bytesOf(input.Body), MAX_PUT_BYTES, state)
  if (received === 'too large') throw tooLarge(input.ContentLength)
  const digest = Buffer.from(received.md5, 'hex').toString('base64')
  if (input.ContentMD5 === undefined || input.ContentMD5 === digest) return received
  await removeBodies(files, [received])
  const fields = { ExpectedDigest: input.ContentMD5, CalculatedDigest: digest }
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', { fields })
}

async function* bytesOf(body: PutObjectRequest['Body']): AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) yield body
  else if (body !== undefined) yield* body
}

function tooLarge(proposed: number | undefined): WireError {
  const fields = { ...(proposed === undefined ? {} : { ProposedSize: String(proposed) }), MaxSizeAllowed: String(MAX_PUT_BYTES) }
  return new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', { fields })
}
