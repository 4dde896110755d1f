import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ChecksumType } from '../../../directory/s3/upload.js'
import type { ListObjectsRequest, ListObjectsV2Request, Owner } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'
import { bucketPermission } from '../permissions.js'
import type { S3Reads } from '../s3.js'
import type { KeyPage } from './key-page.js'

type ListRequest = ListObjectsRequest | ListObjectsV2Request

const MAX_KEYS = 1_000
/** The bytes of the longest key. For a longer prefix or start, a shorter one would give the same listing. */
const MAX_KEY_BYTES = 1_024

/** The maximum number of keys and common prefixes: as requested, but at most 1,000 (S3 API reference, ListObjectsV2, MaxKeys). */
export const pageLimit = (requested: number | undefined): number => Math.min(requested ?? MAX_KEYS, MAX_KEYS)

/** What both listings refuse; `after` is where to start, by its name on the wire. */
export function checkListing(input: ListRequest, after: string | undefined): void {
  if (input.MaxKeys !== undefined && input.MaxKeys < 0) {
    throw invalidArgument('Argument max-keys must be an integer between 0 and 2147483647', 'max-keys', String(input.MaxKeys))
  }
  if (input.EncodingType !== undefined && input.EncodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', input.EncodingType)
  }
  for (const text of [input.Prefix, input.Delimiter, after]) {
    const size = Buffer.byteLength(text ?? '')
    if (size <= MAX_KEY_BYTES) continue
    throw new S3Error('KeyTooLongError', 'Your key is too long', {
      fields: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    })
  }
}

/** The required permission of both listings. What was not sent is an absent key. */
export function listQuestion(input: ListRequest, caller: Caller, reads: S3Reads): RequiredPermission {
  const maxKeys = input.MaxKeys === undefined ? undefined : String(input.MaxKeys)
  const context = { 's3:prefix': input.Prefix, 's3:delimiter': input.Delimiter, 's3:max-keys': maxKeys }
  return bucketPermission('s3:ListBucket', input, { caller, reads, context })
}

/** The output that both listings share. `owner` is set when owners are returned. */
export function listMembers(input: ListRequest, page: KeyPage, owner: Owner | undefined) {
  const encode = encoderOf(input)
  return {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: input.Delimiter === undefined || input.Delimiter === '' ? undefined : encode(input.Delimiter),
    MaxKeys: pageLimit(input.MaxKeys),
    EncodingType: input.EncodingType,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map(({ key, modifiedAt, etag, size, checksums, checksumType }) => ({
      Key: encode(key),
      LastModified: new Date(modifiedAt),
      ETag: etag,
      ...checksumOf(checksums, checksumType),
      Size: size,
      StorageClass: 'STANDARD',
      Owner: owner,
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  }
}

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
