import type { Ids } from '../../../core/ids.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getUpload, type UploadRecord } from '../../../directory/s3/upload.js'
import type { Reader } from '../../../directory/state.js'
import { noSuchUpload } from '../errors.js'
import { requestTagContext } from '../tags/tag-context.js'

/** Hex digits of the milliseconds with which an id begins. */
const TIME = 12
const form = /^[0-9a-f]{44}$/

/** A new upload id: the time and 128 random bits, in hex. Ids rise with time, as lists of uploads must show them. */
export const newUploadId = (ids: Ids, now: number): string =>
  now.toString(16).padStart(TIME, '0') + Buffer.from(ids.bytes(16)).toString('hex')

/** Whether it can be the id of an upload. */
export const isUploadId = (text: string): boolean => form.test(text)

/** How a request names an upload. */
export interface UploadAddress {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

/** The upload of a request, in progress or completed. An id counts only with the bucket and key that it was made for. */
export function findUpload(state: Reader, { Bucket, Key, UploadId }: UploadAddress): UploadRecord | undefined {
  const upload = isUploadId(UploadId) ? getUpload(state, UploadId) : undefined
  return upload?.bucket === Bucket && upload.key === Key ? upload : undefined
}

/** What a request that begins an upload asks for, as policies know it. */
type Beginning = { readonly [Asked in 'acl' | 'encryption' | 'storageClass']?: string | undefined } & {
  readonly tags?: UploadRecord['tags']
}

/** The condition keys of what a request that begins an upload asks for (Service Authorization Reference, Amazon S3). */
export const beginningContext = ({ acl, encryption, storageClass, tags }: Beginning): NonNullable<RequiredPermission['context']> => ({
  's3:x-amz-acl': acl,
  's3:x-amz-server-side-encryption': encryption,
  's3:x-amz-storage-class': storageClass,
  ...requestTagContext(tags),
})

/**
 * The condition keys that requests about an upload have from the request that began it: clients name these things only there, and S3 refuses them with a part.
 * A policy that requires one would otherwise refuse every part. S3 does so for access control lists since 2018 (aws-cli issue 1674); for the others AWS does
 * not document it (own rule).
 */
export const uploadContext = (state: Reader, address: UploadAddress) => beginningContext(findUpload(state, address) ?? {})

/** The upload of a request, if it is in progress; else `NoSuchUpload`. */
export function uploadInProgress(state: Reader, address: UploadAddress): UploadRecord {
  const upload = findUpload(state, address)
  if (upload === undefined || upload.runs !== undefined) throw noSuchUpload(address.UploadId)
  return upload
}
