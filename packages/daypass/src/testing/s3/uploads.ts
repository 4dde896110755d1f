// s3: uploads in parts for tests, and objects of parts of any size. Owns no expectation: tests have theirs. Refuses to be imported by anything but tests.
// May know: what testing may know.
import type { Operation } from '../../core/operation.js'
import { completeUpload, getUpload, type PartRun } from '../../directory/s3/upload.js'
import { putPart } from '../../directory/s3/upload-part.js'
import { putInBucket } from '../../directory/s3/versioned-object.js'
import { runsOf } from '../../services/s3/bodies/pieces.js'
import { CompleteMultipartUpload } from '../../services/s3/multipart/CompleteMultipartUpload.js'
import { CreateMultipartUpload } from '../../services/s3/multipart/CreateMultipartUpload.js'
import { UploadPart } from '../../services/s3/multipart/UploadPart.js'
import type { World } from '../world.js'

/** Bytes of the smallest part that is not the last. */
export const PART = 5_242_880

/** The key that the uploads of a test have. */
export const AT = { Bucket: 'data', Key: 'k' }

/** Begins an upload; returns its id. */
export async function beginIn(w: World, more: object = {}): Promise<string> {
  const { UploadId } = await w.call(CreateMultipartUpload, { ...AT, ...more })
  return UploadId ?? ''
}

/** Uploads a part; returns how a completion names it. */
export async function partIn(w: World, UploadId: string, part: { PartNumber: number; Body: Uint8Array; [member: string]: unknown }) {
  const { ETag, ...checksums } = await w.call(UploadPart, { ...AT, UploadId, ...part })
  return { PartNumber: part.PartNumber, ETag, ...checksums }
}

/** Completes an upload with these parts. */
export const completeIn = (w: World, { UploadId, Parts }: { UploadId: string; Parts: readonly object[] }, more: object = {}) =>
  w.call(CompleteMultipartUpload, { ...AT, UploadId, MultipartUpload: { Parts }, ...more })

/** The permissions that a request of root requires, whether or not it then succeeds. */
export const askedOf = async (w: World, operation: Operation, input: object) =>
  (await w.attempt(operation, input)).event.questions.map(({ question }) => question)

/** An object of parts of any size, which no upload could make: for tests that would else need many megabytes. */
export async function objectOfParts(
  w: World,
  parts: readonly { readonly number: number; readonly bytes: Uint8Array }[],
  Key = AT.Key,
): Promise<PartRun[]> {
  const id = await beginIn(w, { Key })
  const runs = runsOf(parts.map(({ number, bytes }) => ({ number, size: bytes.length })))
  const received = []
  for (const { number, bytes } of parts) {
    const file = await w.files.receive(once(bytes), PART)
    if (file === 'too large') throw new Error('a part of a test is too large')
    received.push({ number, modifiedAt: 0, checksums: {}, ...file })
  }
  for (const part of received) await w.change((state) => void putPart(state, id, part))
  await w.change((state) => {
    const upload = getUpload(state, id)
    if (upload === undefined) throw new Error('no upload')
    const size = parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
    completeUpload(state, { ...upload, runs, completed: { etag: '"x-1"', checksums: {} } })
    const about = { key: Key, size, etag: '"x-1"', modifiedAt: 0, headers: {}, metadata: {}, checksums: {} }
    putInBucket(state, { bucket: { name: AT.Bucket }, ids: w.ids }, { ...about, upload: id, parts: parts.length })
  })
  return runs
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
