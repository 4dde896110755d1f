import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import { isDeleteMarker, type VersionRecord } from '../../../directory/s3/object-version.js'
import { findVersion, newestVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import type { GetObjectRequest, HeadObjectRequest } from '../../../wire/generated/s3.js'
import { type FoundBody, findBody } from '../bodies/open-body.js'
import { rangeOfPart } from '../bodies/pieces.js'
import { S3Error } from '../error.js'
import { noSuchKey, requirePartNumber } from '../errors.js'
import type { FileRange } from '../object-files.js'
import { bucketPermission } from '../permissions.js'
import { accessDenied, type S3Deps, type S3Reads } from '../s3.js'
import { checkVersionId, markerHeaders, markerNotAllowed, noSuchObjectVersion } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { type ByteRange, byteRange } from './byte-range.js'
import { checksumMembers } from './checksums.js'
import { headerMembers, overridesHeaders } from './kept-headers.js'
import { isSameForRange, requireReadable } from './preconditions.js'

type ReadRequest = GetObjectRequest | HeadObjectRequest

/** What a read refuses before authorization. */
export function checkRead(input: ReadRequest, caller: Caller): void {
  checkPartNumber(input)
  checkVersionId(input.VersionId)
  refuseEncryption(input)
  if (caller.kind === 'anonymous' && overridesHeaders(input)) {
    throw new S3Error('InvalidRequest', 'Request specific response headers cannot be used for anonymous GET requests.')
  }
}

/** Texts observed on AWS S3. */
function checkPartNumber({ PartNumber, Range }: ReadRequest): void {
  if (PartNumber === undefined) return
  requirePartNumber(PartNumber)
  if (Range !== undefined) throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter')
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

/** The questions of a read. */
export const readQuestions = (input: ReadRequest, caller: Caller, reads: S3Reads): RequiredPermission[] => [
  versionPermission('s3:GetObject', input, { caller, reads }),
]

/** An object, or a version of it, as requests name it. */
type ObjectNamed = Pick<ReadRequest, 'Bucket' | 'Key' | 'VersionId' | 'ExpectedBucketOwner'>

interface Asking {
  readonly caller: Caller
  readonly ask: S3Deps['ask']
  /** The method of the request: GET, unless it says otherwise. */
  readonly method?: string
}

/**
 * The object of a read, or the version that it names. Only callers who may list the bucket learn that a key does not exist, all others get AccessDenied (S3
 * API reference, GetObject, "Permissions").
 */
export function readableObject(state: Reader, input: ObjectNamed, asking: Asking): ObjectRecord {
  const { Bucket, Key: key, VersionId: versionId } = input
  const found = versionId === undefined ? getObject(state, Bucket, key) : findVersion(state, Bucket, { key, versionId })
  if (found !== undefined && !isDeleteMarker(found)) return found
  const { caller, ask, method = 'GET' } = asking
  if (found !== undefined) throw markerNotAllowed(found, method)
  const question = bucketPermission('s3:ListBucket', input, { caller, reads: { state } })
  const decision = ask(question)
  if (!decision.allowed) throw accessDenied({ caller, question, decision })
  throw versionId === undefined ? missingObject(newestVersion(state, Bucket, key), key) : noSuchObjectVersion(key, versionId)
}

/** `NoSuchKey`; for a deleted key its headers tell of the delete marker. */
const missingObject = (newest: VersionRecord | undefined, key: string): WireError =>
  newest !== undefined && isDeleteMarker(newest) ? noSuchKey(key).with({ headers: markerHeaders(newest) }) : noSuchKey(key)

/** An object, and where its bytes are. */
export interface ReadObject {
  readonly object: ObjectRecord
  readonly body: FoundBody
}

/** The object of a read with its bytes, at this revision; see {@link readableObject}. */
export function readAt(state: Reader, input: ObjectNamed, asking: Asking): ReadObject {
  const object = readableObject(state, input, asking)
  return { object, body: findBody(state, object) }
}

/** The whole answer except the body and the version, and which bytes the body is. Throws when the conditions or the range refuse the read. */
export function describeRead({ object, body }: ReadObject, input: ReadRequest) {
  requireReadable(object, input)
  const range = input.PartNumber === undefined ? requestedRange(object, input) : partRange({ object, body }, input.PartNumber)
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
    ...headerMembers(object.headers, input),
    ...checksumMembers(checksums, object.checksumType),
    PartsCount: input.PartNumber !== undefined && 'parts' in object ? object.parts : undefined,
  }
  return { output, part }
}

const requestedRange = (object: ObjectRecord, { IfRange, Range }: ReadRequest): ByteRange =>
  isSameForRange(object, IfRange) ? byteRange(Range, object.size) : 'whole'

/**
 * The bytes of one part, counted from 1 in the order of the parts: whoever asks how many there are finds all of them. An object that was put whole has one
 * part (S3 API reference, GetObject, partNumber; error observed on AWS S3). An empty part has no range.
 */
function partRange({ object, body }: ReadObject, number: number): ByteRange {
  const count = 'parts' in object ? object.parts : 1
  const range = 'runs' in body ? rangeOfPart(body.runs, number) : { start: 0, length: object.size }
  if (range === undefined || number > count) {
    const fields = { ActualPartCount: String(count), PartNumberRequested: String(number) }
    throw new S3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable', { fields })
  }
  return range.length === 0 ? 'whole' : { first: range.start, last: range.start + range.length - 1 }
}

function invalidRange(object: ObjectRecord, requested: string): WireError {
  const fields = { RangeRequested: requested, ActualObjectSize: String(object.size) }
  return new S3Error('InvalidRange', 'The requested range is not satisfiable', { fields })
}
