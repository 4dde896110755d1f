import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import type { GetObjectRequest, HeadObjectRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { noSuchKey, refuseUnbuilt } from '../errors.js'
import type { FileRange } from '../object-files.js'
import { bucketPermission } from '../permissions.js'
import { accessDenied, type S3Deps } from '../s3.js'
import { byteRange } from './byte-range.js'
import { checksumMembers } from './checksums.js'
import { headerMembers, overridesHeaders } from './kept-headers.js'
import { isSameForRange, requireReadable } from './preconditions.js'

type ReadRequest = GetObjectRequest | HeadObjectRequest

/** What a read refuses before it is decided whether the caller may. */
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
 * How an object is encrypted is for a write to say (S3 API reference, GetObject, "Encryption"). A customer's key is for an object that was put with one, which
 * none here was; S3 says so once it has the object, and here everybody is told.
 */
function refuseEncryption(input: ReadRequest): void {
  const asked = {
    'x-amz-server-side-encryption': input.ServerSideEncryption,
    'x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    'x-amz-server-side-encryption-context': input.SSEKMSEncryptionContext,
    'x-amz-server-side-encryption-bucket-key-enabled': input.BucketKeyEnabled,
  }
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue
    throw new S3Error('InvalidArgument', `${name} header is not supported for this operation.`, { fields: { ArgumentName: name } })
  }
  if ((input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5) === undefined) return
  throw new S3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.')
}

/** The object a read names. That a key is not there is told only to callers who may list the bucket, all others get AccessDenied (S3 API reference, GetObject, "Permissions"). */
export function readableObject(state: Reader, input: ReadRequest, asking: { caller: Caller; ask: S3Deps['ask'] }): ObjectRecord {
  const object = getObject(state, input.Bucket, input.Key)
  if (object !== undefined) return object
  const { caller, ask } = asking
  const question = bucketPermission('s3:ListBucket', input, { caller, reads: { state } })
  const decision = ask(question)
  throw decision.allowed ? noSuchKey(input.Key) : accessDenied({ caller, question, decision })
}

/** Everything of the answer but the body, and which bytes that is. Throws where conditions or range refuse the read. */
export function describeRead(object: ObjectRecord, input: ReadRequest) {
  requireReadable(object, input)
  const range = isSameForRange(object, input.IfRange) ? byteRange(input.Range, object.size) : 'whole'
  if (range === 'unsatisfiable') throw invalidRange(object, input.Range ?? '')
  const part: FileRange =
    range === 'whole' ? { start: 0, length: object.size } : { start: range.first, length: range.last - range.first + 1 }
  // A checksum is of the full object: beside a part of it, clients would take it for the part's.
  const checksums = input.ChecksumMode === 'ENABLED' && range === 'whole' ? object.checksums : {}
  const output = {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modifiedAt),
    ContentLength: part.length,
    ContentRange: range === 'whole' ? undefined : `bytes ${range.first}-${range.last}/${object.size}`,
    ETag: object.etag,
    Metadata: object.metadata,
    ...headerMembers(object.headers, input),
    ...checksumMembers(checksums),
  }
  return { output, part }
}

function invalidRange(object: ObjectRecord, asked: string): WireError {
  const fields = { RangeRequested: asked, ActualObjectSize: String(object.size) }
  return new S3Error('InvalidRange', 'The requested range is not satisfiable', { fields })
}
