import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import { completeUpload, type UploadRecord } from '../../../directory/s3/upload.js'
import type { Reader, Writer } from '../../../directory/state.js'
import type { CompleteMultipartUploadRequest } from '../../../wire/generated/s3.js'
import { bucketInRegion } from '../existing-bucket.js'
import { checksumMembers } from '../objects/checksums.js'
import { comparesBody } from '../objects/preconditions.js'
import { removeLeftParts } from '../objects/remove-bodies.js'
import { storeObject } from '../objects/store-object.js'
import { objectPermission } from '../permissions.js'
import { operation, type S3Deps, type S3Reads } from '../s3.js'
import { ENCRYPTION } from '../settings/encryption.js'
import { versionPermission } from '../versions/version-permissions.js'
import { checkCompletion, namedParts } from './check-completion.js'
import { type Assembled, assemble, requireSameWhole } from './completion.js'
import { checksumOf } from './upload-checksum.js'
import { findUpload, uploadContext, uploadInProgress } from './upload-id.js'

/** Bytes of the largest list: ten thousand parts, each with the longest checksum. */
const MAX_LIST = 2_097_152

/**
 * Makes an object of the parts of an upload (S3 API reference, CompleteMultipartUpload). The parts stay as they are: one commit writes the object, which
 * refers to them, and what the upload knows of them. The parts that are not named are removed after it. Repeated, it answers the same for as long as the
 * object has these parts.
 */
export const CompleteMultipartUpload = operation('CompleteMultipartUpload', {
  summary: 'Makes an object of the parts of an upload.',
  actions: ['s3:GetObject', 's3:PutObject'],
  maxBody: MAX_LIST,
  checksumsOfObject: 'a checksum header is that of the object, not of the list of parts (S3 API reference, CompleteMultipartUpload)',
  check: checkCompletion,
  authorize: questions,
  async handle(input, caller, deps) {
    const bucket = bucketInRegion(deps.state, input, deps.region)
    const before = completedAt(deps.state, input)
    if (before !== undefined) return answer(input, before)
    uploadInProgress(deps.state, input)
    let left: readonly number[] = []
    const completing = storeObject(deps, {
      bucket,
      object: async (fresh) => {
        const { object, assembled } = await complete(fresh, input, deps)
        left = assembled.left
        return object
      },
      conditions: input,
      caller,
      questions: (fresh) => questions(input, caller, { state: fresh }),
    })
    const completed = await completing.catch((error: unknown) => completedMeanwhile(error, input, deps))
    await removeLeftParts(deps, input.UploadId, left)
    return answer(input, completed)
  },
})

type Completed = Pick<ObjectRecord, 'etag' | 'checksums' | 'checksumType' | 'versionId'>

/** What completed the upload, if something did; with the version, while that is the object of the key. */
function completedAt(state: Reader, input: CompleteMultipartUploadRequest): Completed | undefined {
  const upload = findUpload(state, input)
  if (upload?.completed === undefined) return undefined
  const object = getObject(state, input.Bucket, input.Key)
  const isObject = object !== undefined && 'upload' in object && object.upload === upload.id
  return { ...upload.completed, ...(isObject && object.versionId !== undefined && { versionId: object.versionId }) }
}

/** A client that gave up waiting may have sent the request twice: the second finds what the first did. */
async function completedMeanwhile(error: unknown, input: CompleteMultipartUploadRequest, { transact }: S3Deps): Promise<Completed> {
  const isGone = (error as { code?: unknown }).code === 'NoSuchUpload'
  const completed = isGone ? await transact((fresh) => completedAt(fresh, input)) : undefined
  if (completed === undefined) throw error
  return completed
}

async function complete(
  fresh: Writer,
  input: CompleteMultipartUploadRequest,
  { rest }: Pick<S3Deps, 'rest'>,
): Promise<{ object: ObjectRecord; assembled: Assembled }> {
  const upload = uploadInProgress(fresh, input)
  const assembled = await assemble(fresh, { upload, named: namedParts(input), rest })
  requireSameWhole(input, upload, assembled)
  const { runs, count, size, etag, checksums } = assembled
  const { type } = checksumOf(upload)
  completeUpload(fresh, { ...upload, runs, completed: { etag, checksums, checksumType: type } })
  return { object: objectOf(upload, { size, etag, checksums, checksumType: type, upload: upload.id, parts: count }), assembled }
}

/** An object is as old as its upload (S3 user guide, "Working with object metadata": Last-Modified is when the upload was initiated). */
function objectOf(
  { key, initiatedAt, headers, metadata, tags }: UploadRecord,
  made: Pick<ObjectRecord, 'size' | 'etag' | 'checksums' | 'checksumType'> & { upload: string; parts: number },
): ObjectRecord {
  return { key, modifiedAt: initiatedAt, headers, metadata, ...(tags && { tags }), ...made }
}

function answer({ Bucket, Key }: CompleteMultipartUploadRequest, { etag, checksums, checksumType, versionId }: Completed) {
  const Location = `/${Bucket}/${encodeURIComponent(Key).replaceAll('%2F', '/')}`
  return {
    Location,
    Bucket,
    Key,
    ETag: etag,
    ServerSideEncryption: ENCRYPTION,
    ...checksumMembers(checksums, checksumType),
    VersionId: versionId,
  }
}

function questions(input: CompleteMultipartUploadRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const context = {
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:ObjectCreationOperation': 'true',
    ...uploadContext(reads.state, input),
  }
  const put = objectPermission('s3:PutObject', input, { caller, reads, context })
  return comparesBody(input.IfMatch)
    ? [put, versionPermission('s3:GetObject', { Bucket: input.Bucket, Key: input.Key }, { caller, reads })]
    : [put]
}
