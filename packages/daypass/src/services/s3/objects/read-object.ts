import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import type { GetObjectRequest, HeadObjectRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { noSuchKey, refuseUnbuilt } from '../errors.js'
import type { FileRange } from '../files/pieces.js'
import { bucketPermission } from '../permissions.js'
import { accessDenied, type S3Deps } from '../s3.js'
import { byteRange } from './byte-range.js'
import { checksumMembers } from './checksums.js'
import { headerMembers, overridesHeaders } from './kept-headers.js'
import { isSameForRange, requireReadable } from './preconditions.js'

type ReadRequest = GetObjectRequest | HeadObjectRequest

/** What a read refuses before authorization. */
export function checkRead(input: ReadRequest, caller: Caller): void {
  refuseUnbuilt({
    versionId: input.VersionId,
    partNumber: input.PartNumber,
  })
  refuseEncryption(input)
  if (caller.kind === 'anonymous' && overridesHeaders(input)) {
    throw new S3Error('InvalidRequest', 'Request specific response headers cannot be used for anonymous GET requests.')
  }
}

/**
 * Only a write chooses how an object is encrypted (S3 API reference, GetObject, "Encryption"). A customer key is only valid for an object that was
 * put with one, and daypass has no such objects; S3 refuses it after it has found the object, daypass before.
 */
function refuseEncryption(input: ReadRequest): void {
  const sent = {
    'x-amz-server-side-encryption': input.ServerSideEncryption,
    'x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    'x-amz-server-side-encryption-context': input.SSEKMSEncryptionContext,
    'x-amz-server-side-encryption-bucket-key-enabled': input.BucketKeyEnabled,
  }
  for (const [name, value] of Object.entries(sent)) {
    if (value === undefined) continue
    throw new S3Error('InvalidArgument', `${name} header is not supported for this operation.`, { fields: { ArgumentName: name } })
  }
  if ((input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5) === undefined) return
  throw new S3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.')
}

/**
 * The object of a read. Only callers who may list the bucket learn that a key does not exist, all others get AccessDenied (S3 API reference,
 * GetObject, "Permissions").
 */
export function readableObject(state: Reader, input: ReadRequest, asking: { caller: Caller; ask: S3Deps['ask'] }): ObjectRecord {
  const object = getObject(state, input.Bucket, input.Key)
  if (object !== undefined) return object
  const { caller, ask } = asking
  const question = bucketPermission('s3:ListBucket', input, { caller, reads: { state } })
  const decision = ask(question)
  throw decision.allowed ? noSuchKey(input.Key) : accessDenied({ caller, question, decision })
}

/** The whole answer except the body, and which bytes the body is. Throws when the conditions or the range refuse the read. */
export function describeRead(object: ObjectRecord, input: ReadRequest) {
  requireReadable(object, input)
  const range = isSameForRange(object, input.IfRange) ? byteRange(input.Range, object.size) : 'whole'
  if (range === 'unsatisfiable') throw invalidRange(object, input.Range ?? '')
  const part: FileRange =
    range === 'whole' ? { start: 0, length: object.size } : { start: range.first, length: range.last - range.first + 1 }
  // A checksum is for the full object: clients would compare it with the part.
  const checksums = input.ChecksumMode === 'ENABLED' && range === 'whole' ? object.checksums : {}
  const output = {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ContentLength: part.length,
    ContentRange: range === 'whole' ? undefined : `bytes ${range.first}-${range.last}/${object.size}`,
    ETag: object.etag,
    Metadata: object.metadata,
    ServerSideEncryption: object.bodyKey === undefined ? undefined : 'AES256',
    ...headerMembers(object.headers, input),
    ...checksumMembers(checksums),
  }
  return { output, part }
}

function invalidRange(object: ObjectRecord, requested: string): WireError {
  const fields = { RangeRequested: requested, ActualObjectSize: String(object.size) }
  return new S3Error('InvalidRange', 'The requested range is not satisfiable', { fields })
}
