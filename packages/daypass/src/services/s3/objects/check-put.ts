import type { PutObjectRequest } from '../../../wire/generated/s3.js'
import { loadModel } from '../../../wire/model.js'
import { S3Error } from '../error.js'
import { refuseAcl, refuseUnbuilt } from '../errors.js'
import { requireSupportedEncryption } from '../settings/encryption.js'
import { taggingHeader } from '../tags/tagging-header.js'
import { checkDeclared } from './checksums.js'
import { checkKeptSize, checkMetadata } from './kept-headers.js'

/** The size of a Content-MD5, in bytes. */
const MD5_BYTES = 16
const base64 = /^[A-Za-z0-9+/]{22}==$/

/** What a put refuses before authorization: malformed headers, and headers that it would have to ignore. */
export function checkPut(input: PutObjectRequest): void {
  refuseAcl(input)
  requireStorageClass(input.StorageClass)
  requireSupportedEncryption(input)
  refuseUnbuilt(unbuilt(input))
  requireContentMd5(input)
  checkDeclared(input)
  taggingHeader(input.Tagging)
  checkMetadata(input.Metadata)
  checkKeptSize(input)
}

/** Refuses a malformed Content-MD5. */
export function requireContentMd5({ ContentMD5 }: Pick<PutObjectRequest, 'ContentMD5'>): void {
  if (ContentMD5 !== undefined && !isMd5(ContentMD5)) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.')
}

/** Refuses an unknown storage class, and one that S3 has but daypass does not support, each with its own error. */
function requireStorageClass(requested: string | undefined): void {
  if (requested === undefined || loadModel('s3').shapes.get('StorageClass')?.enum?.includes(requested) === true) return
  throw new S3Error('InvalidStorageClass', 'The storage class you specified is not valid', { fields: { StorageClassRequested: requested } })
}

const isMd5 = (text: string): boolean => base64.test(text) && Buffer.from(text, 'base64').length === MD5_BYTES

function unbuilt(input: PutObjectRequest): Record<string, unknown> {
  return {
    'x-amz-storage-class': input.StorageClass === 'STANDARD' ? undefined : input.StorageClass,
    'x-amz-website-redirect-location': input.WebsiteRedirectLocation,
    'x-amz-write-offset-bytes': input.WriteOffsetBytes,
    'x-amz-object-lock-mode': input.ObjectLockMode,
    'x-amz-object-lock-retain-until-date': input.ObjectLockRetainUntilDate,
    'x-amz-object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    ...unsupportedChecksums(input),
    // S3 accepts only `*` here for a write: "create, never replace".
    'If-None-Match': input.IfNoneMatch === '*' ? undefined : input.IfNoneMatch,
  }
}

type UnsupportedChecksums = Pick<
  PutObjectRequest,
  'ChecksumSHA512' | 'ChecksumMD5' | 'ChecksumXXHASH64' | 'ChecksumXXHASH3' | 'ChecksumXXHASH128'
>

/** The headers with checksums that daypass cannot verify, by name. */
export const unsupportedChecksums = (input: UnsupportedChecksums): Record<string, unknown> => ({
  'x-amz-checksum-sha512': input.ChecksumSHA512,
  'x-amz-checksum-md5': input.ChecksumMD5,
  'x-amz-checksum-xxhash64': input.ChecksumXXHASH64,
  'x-amz-checksum-xxhash3': input.ChecksumXXHASH3,
  'x-amz-checksum-xxhash128': input.ChecksumXXHASH128,
})
