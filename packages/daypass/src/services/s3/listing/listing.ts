import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ChecksumType } from '../../../directory/s3/upload.js'
import type { ListObjectsRequest, ListObjectsV2Request, ListObjectVersionsRequest, Owner } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'
import { bucketPermission } from '../permissions.js'
import type { S3Reads } from '../s3.js'
import type { KeyPage, ListedObject } from './key-page.js'

type ObjectListRequest = ListObjectsRequest | ListObjectsV2Request
type ListRequest = ObjectListRequest | ListObjectVersionsRequest

const RESTORE_STATUS = 'RestoreStatus'
const MAX_KEYS = 1_000
/** The bytes of the longest key. For a longer prefix or start, a shorter one would give the same listing. */
const MAX_KEY_BYTES = 1_024

/** The maximum number of keys and common prefixes: as requested, but at most 1,000 (S3 API reference, ListObjectsV2, MaxKeys). */
export const pageLimit = (requested: number | undefined): number => Math.min(requested ?? MAX_KEYS, MAX_KEYS)

/** What all listings refuse; `after` is where to start, by its name on the wire. */
export function checkListing(input: ListRequest, after: string | undefined): void {
  if (input.MaxKeys !== undefined && input.MaxKeys < 0) {
    throw invalidArgument('Argument max-keys must be an integer between 0 and 2147483647', 'max-keys', String(input.MaxKeys))
  }
  if (input.EncodingType !== undefined && input.EncodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', input.EncodingType)
  }
  for (const attribute of input.OptionalObjectAttributes ?? []) {
    // Nothing is ever archived here, so that no object has a restore status to show.
    if (attribute === RESTORE_STATUS) continue
    throw invalidArgument('Invalid attribute name specified.', 'x-amz-optional-object-attributes', attribute)
  }
  for (const text of [input.Prefix, input.Delimiter, after]) {
    const size = Buffer.byteLength(text ?? '')
    if (size <= MAX_KEY_BYTES) continue
    throw new S3Error('KeyTooLongError', 'Your key is too long', {
      fields: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    })
  }
}

/** The condition keys of all listings. What was not sent is an absent key. */
export const listingContext = (input: ListRequest) => ({
  's3:prefix': input.Prefix,
  's3:delimiter': input.Delimiter,
  's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
})

/** The required permission of both listings of objects. */
export const listQuestion = (input: ObjectListRequest, caller: Caller, reads: S3Reads): RequiredPermission =>
  bucketPermission('s3:ListBucket', input, { caller, reads, context: listingContext(input) })

/** The output that both listings of objects share. `owner` is set when owners are returned. */
export function listMembers(input: ObjectListRequest, page: KeyPage, owner: Owner | undefined) {
  const encode = encoderOf(input)
  return {
    ...listingMembers(input, { prefixes: page.prefixes, isTruncated: page.next !== undefined }),
    Contents: page.objects.map((object) => Object.assign(objectMembers(object, encode), { Owner: owner })),
  }
}

/** The output that all listings share. */
export function listingMembers(input: ListRequest, { prefixes, isTruncated }: { prefixes: readonly string[]; isTruncated: boolean }) {
  const encode = encoderOf(input)
  return {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: input.Delimiter === undefined || input.Delimiter === '' ? undefined : encode(input.Delimiter),
    MaxKeys: pageLimit(input.MaxKeys),
    EncodingType: input.EncodingType,
    IsTruncated: isTruncated,
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  }
}

/** An object or a version of one in a list. */
export const objectMembers = (
  { key, modifiedAt, etag, size, checksums, checksumType }: ListedObject,
  encode: (text: string) => string,
) => ({
  Key: encode(key),
  LastModified: new Date(modifiedAt),
  ETag: etag,
  ...checksumOf(checksums, checksumType),
  Size: size,
  StorageClass: 'STANDARD',
})

function checksumOf(checksums: Readonly<Record<string, string>>, type: ChecksumType = 'FULL_OBJECT') {
  const algorithms = Object.keys(checksums)
  return algorithms.length === 0 ? {} : { ChecksumAlgorithm: algorithms, ChecksumType: type }
}

/**
 * How keys are written in the answer: unchanged, or percent-encoded except `/` with `encoding-type=url`, for the characters that XML cannot contain.
 * NOTE S3 writes a space as `+`; `%20` is decoded correctly by clients that decode `+` and by those that do not.
 */
export function encoderOf({ EncodingType }: ListRequest): (text: string) => string {
  if (EncodingType !== 'url') return (text) => text
  return (text) =>
    encodeURIComponent(text)
      .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%2F', '/')
}
