import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import type { UploadPartCopyRequest } from '../../../wire/generated/s3.js'
import { invalidArgument, refuseUnbuilt, requireSigned } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import type { FileRange } from '../files/pieces.js'
import { customerKey } from '../multipart/customer-key.js'
import { checkPart, storePart, uploadPermission } from '../multipart/store-part.js'
import { checksumOf } from '../multipart/upload-checksum.js'
import { uploadContext, uploadInProgress } from '../multipart/upload-id.js'
import { partChecksumMembers } from '../objects/checksums.js'
import { MAX_PUT_BYTES, Sums } from '../objects/receive-body.js'
import { operation, type S3Reads } from '../s3.js'
import { encryptionOf } from '../settings/encryption.js'
import { copySource, sourceName } from './copy-source.js'
import { copySourcePermission, openSource } from './open-source.js'
import { sourceKey } from './source-key.js'

/** Makes a part of an upload out of an object, or of a range of it (S3 API reference, UploadPartCopy). */
export const UploadPartCopy = operation('UploadPartCopy', {
  summary: 'Makes a part of an upload out of a stored object.',
  actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  check(input) {
    checkPart(input)
    refuseUnbuilt({ ...customerKey(input), ...sourceKey(input) })
    copySource(input.CopySource)
    sourceRange(input.CopySourceRange)
  },
  authorize: questions,
  async handle(input, caller, deps) {
    const bucket = bucketInRegion(deps.state, input, deps.region)
    requireSigned(caller, 'Anonymous users cannot copy objects.  Please authenticate.')
    const upload = uploadInProgress(deps.state, input)
    const rangeOf = (object: ObjectRecord) => rangeIn(object, input.CopySourceRange)
    const required = (state: Reader) => questions(input, caller, { state })
    const source = await openSource(input, { caller, deps, rangeOf, questions: required })
    const sums = new Sums([checksumOf(upload).algorithm])
    const received = await deps.files.receive(sums.of(source.bytes), MAX_PUT_BYTES)
    if (received === 'too large') throw new Error('the source of a copy has more bytes than its record says')
    const part = await storePart(deps, {
      ...{ bucket, address: input, received: { ...received, declared: {}, computed: sums.values() }, caller },
      questions: required,
    })
    const LastModified = new Date(part.modifiedAt)
    return {
      CopyPartResult: { ETag: `"${part.md5}"`, LastModified, ...partChecksumMembers(part.checksums) },
      CopySourceVersionId: source.versionId,
      ServerSideEncryption: encryptionOf(part),
    }
  },
})

const RANGE = 'x-amz-copy-source-range'
const form = /^bytes=(\d{1,15})-(\d{1,15})$/

/** The first and last byte of a range, which must have both (S3 API reference, UploadPartCopy; text observed on AWS S3). */
function sourceRange(header: string | undefined): { first: number; last: number } | undefined {
  if (header === undefined) return undefined
  const [, first = '', last = ''] = form.exec(header) ?? []
  if (first !== '' && Number(first) <= Number(last)) return { first: Number(first), last: Number(last) }
  const message =
    'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy'
  throw invalidArgument(message, RANGE, header)
}

/** A range must lie in its source: nothing is cut off (text observed on AWS S3). */
function rangeIn({ size }: ObjectRecord, header: string | undefined): FileRange {
  const range = sourceRange(header)
  if (range === undefined) return { start: 0, length: size }
  if (range.last >= size) throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, RANGE, header ?? '')
  return { start: range.first, length: range.last - range.first + 1 }
}

function questions(input: UploadPartCopyRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const context = { 's3:x-amz-copy-source': sourceName(copySource(input.CopySource)), ...uploadContext(reads.state, input) }
  return [uploadPermission(input, { caller, reads }, context), copySourcePermission(input, { caller, reads })]
}
