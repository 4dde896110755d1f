import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import { isDeleteMarker } from '../../../directory/s3/object-version.js'
import { findVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import { isSameBody, openBody, verified } from '../bodies/open-body.js'
import { S3Error } from '../error.js'
import { existingBucket } from '../existing-bucket.js'
import type { FileRange } from '../files/pieces.js'
import { type CopyConditions, requireCopyable } from '../objects/preconditions.js'
import { type ReadObject, readAt } from '../objects/read-object.js'
import { MAX_PUT_BYTES } from '../objects/receive-body.js'
import { requireStillAllowed } from '../objects/store-object.js'
import type { S3Deps, S3Reads } from '../s3.js'
import { shownVersionId } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { type CopySource, copySource } from './copy-source.js'

/** What both copies say of their source. */
export interface CopyRequest extends CopyConditions {
  readonly CopySource: string
  readonly ExpectedSourceBucketOwner?: string | undefined
}

/** A source whose bytes are ready to be read. */
export interface OpenSource {
  readonly object: ObjectRecord
  /** Its version, where its bucket has versions. */
  readonly versionId: string | undefined
  readonly bytes: AsyncIterable<Uint8Array>
}

const MAX_TRIES = 8

interface Opening {
  readonly caller: Caller
  readonly deps: S3Deps
  readonly rangeOf: (object: ObjectRecord) => FileRange
  readonly questions: (state: Reader) => readonly RequiredPermission[]
}

/** The required permission on the source of a copy (S3 API reference, CopyObject, "Permissions"). */
export const copySourcePermission = (input: CopyRequest, by: { caller: Caller; reads: S3Reads }): RequiredPermission =>
  versionPermission('s3:GetObject', copySource(input.CopySource), by)

/**
 * Opens the source of a copy. It is found, or not, as GetObject would: only who may list its bucket learns that there is no such key. `rangeOf` says which of
 * its bytes to read; `questions` are the required permissions at a revision, asked again for a source that took the place of the first. What is read whole is compared with the MD5 with which it was stored.
 */
export async function openSource(input: CopyRequest, { caller, deps, rangeOf, questions }: Opening): Promise<OpenSource> {
  const source = copySource(input.CopySource)
  const find = (state: Reader) => sourceAt(state, { input, source, caller, ask: deps.ask })
  let read = find(deps.state)
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const { object, body, versionId } = read
    const range = rangeOf(object)
    if (range.length > MAX_PUT_BYTES) throw tooLargeSource()
    const bytes = await openBody(deps, body, { range, verify: true })
    if (bytes !== undefined)
      return { object, versionId, bytes: wholeFile(object, range) ? verified(bytes, object.etag.replaceAll('"', '')) : bytes }
    // Since this revision was read, the source was replaced or deleted and its bytes removed: what is there now may not be the caller's to read.
    read = await deps.transact((fresh) => {
      requireStillAllowed(questions(fresh), { caller, ask: (question) => deps.ask(question, fresh) })
      return find(fresh)
    })
    if (isSameBody(read.object, object)) throw new Error('the file of an object is missing')
  }
  throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
}

/** The entity tag of an object in one file is its MD5. */
const wholeFile = (object: ObjectRecord, { length }: FileRange): boolean => 'file' in object && length === object.size

interface Finding {
  readonly input: CopyRequest
  readonly source: CopySource
  readonly caller: Caller
  readonly ask: S3Deps['ask']
}

function sourceAt(state: Reader, { input, source, caller, ask }: Finding): ReadObject & { versionId: string | undefined } {
  const bucket = existingBucket(state, { Bucket: source.Bucket, ExpectedBucketOwner: input.ExpectedSourceBucketOwner })
  const { Bucket, Key: key, VersionId: versionId } = source
  const version = versionId === undefined ? undefined : findVersion(state, Bucket, { key, versionId })
  if (version !== undefined && isDeleteMarker(version)) throw markerAsSource()
  const read = readAt(state, source, { caller, ask: (question) => ask(question, state) })
  requireCopyable(read.object, input)
  return { ...read, versionId: shownVersionId(bucket, read.object) }
}

/** Text observed on AWS S3. */
const markerAsSource = (): WireError =>
  new S3Error('InvalidRequest', 'The source of a copy request may not specifically refer to a delete marker by version id.')

const tooLargeSource = (): WireError =>
  new S3Error('InvalidRequest', `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PUT_BYTES}`)
