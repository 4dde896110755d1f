import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import type { GetObjectRequest, HeadObjectRequest } from '../../../wire/generated/s3.js'
import { type FoundBody, findBody } from '../bodies/open-body.js'
import { rangeOfPart } from '../bodies/pieces.js'
import { S3Error } from '../error.js'
import { requirePartNumber } from '../errors.js'
import type { FileRange } from '../files/pieces.js'
import type { S3Deps, S3Reads } from '../s3.js'
import { encryptionOf, refuseEncryption } from '../settings/encryption.js'
import { namedObject } from '../versions/named-object.js'
import { checkVersionId, shownVersionId } from '../versions/requested-version.js'
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
  refuseCustomerKey(input)
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
 * Refuses a customer key: it is only valid for an object that was put with one, and daypass has no such objects. S3 refuses it after it has found the object,
 * daypass before.
 */
export function refuseCustomerKey(input: Pick<ReadRequest, 'SSECustomerAlgorithm' | 'SSECustomerKey' | 'SSECustomerKeyMD5'>): void {
  if ((input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5) === undefined) return
  throw new S3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.')
}

/** The questions of a read. */
export const readQuestions = (input: ReadRequest, caller: Caller, reads: S3Reads): RequiredPermission[] => [
  versionPermission('s3:GetObject', input, { caller, reads }),
]

/** An object, or a version of it, as requests name it. */
type ObjectNamed = Pick<ReadRequest, 'Bucket' | 'Key' | 'VersionId'>

interface Asking {
  readonly caller: Caller
  readonly ask: S3Deps['ask']
  /** The method of the request: GET, unless it says otherwise. */
  readonly method?: string
}

/** The object of a read, or the version that it names. */
export const readableObject = (state: Reader, input: ObjectNamed, { caller, ask, method = 'GET' }: Asking): ObjectRecord =>
  namedObject(state, input, { caller, ask, method })

/** What the headers of a read tell besides the object itself: its version, and how many tags it has, to callers who may read these. */
export function readHeaders(bucket: BucketRecord, object: ObjectRecord, { input, caller, ask, state }: Telling) {
  const tags = Object.keys(object.tags ?? {}).length
  const mayReadTags = tags > 0 && ask(versionPermission('s3:GetObjectTagging', input, { caller, reads: { state } })).allowed
  return { VersionId: shownVersionId(bucket, object), TagCount: mayReadTags ? tags : undefined }
}

/** Who reads what. */
export interface Telling {
  readonly input: ReadRequest
  readonly caller: Caller
  readonly ask: (question: RequiredPermission) => AccessDecision
  readonly state: Reader
}

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
    ServerSideEncryption: encryptionOf(object),
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
