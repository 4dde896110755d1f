import { prefixEnd } from '../../store/key-order.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** How an upload's object gets its checksum (S3 user guide, "Checking object integrity"). */
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT'

/** Consecutive parts of one size: `count` parts from number `first`, each of `size` bytes. */
export type PartRun = readonly [first: number, count: number, size: number]

/** A multipart upload; once it is completed, what its object is made of. */
export interface UploadRecord {
  readonly id: string
  readonly bucket: string
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly initiatedAt: number
  /** The ARN of who began it. */
  readonly initiator: string
  /** Headers and user metadata of the object to be, as in its record. */
  readonly headers: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  /** The access control list, the encryption and the storage class that were asked for at the beginning; absent: none. */
  readonly acl?: string
  readonly encryption?: string
  readonly storageClass?: string
  /** Tags of the object to be; absent: none were given. */
  readonly tags?: Readonly<Record<string, string>>
  /** What was asked for at the beginning; absent: nothing. */
  readonly checksum?: { readonly algorithm: string; readonly type: ChecksumType }
  /** The parts of the object, in order, once it is completed. They stay as they are: no byte is copied. */
  readonly runs?: readonly PartRun[]
  /** The answer of the completion, which is given again to whoever repeats it. */
  readonly completed?: {
    readonly etag: string
    readonly checksums: Readonly<Record<string, string>>
    readonly checksumType?: ChecksumType | undefined
  }
}

/** Uploads by id, for as long as their parts are needed: a part whose upload is not here is garbage. */
export const uploadKeys = defineKeys('upload/<id>', {
  record: 'bucket, key, headers; once completed, the numbers and sizes of the parts of its object',
  lifetime: 'until aborted, or as long as its object has its parts',
})

/** Uploads in progress, in the order in which S3 lists them: by key, then by id, which rises with time. NUL is in no key. */
export const bucketUploadKeys = defineKeys('bucket-upload/<bucket>/<raw key, NUL, id>', {
  record: 'what a list of uploads shows',
  lifetime: 'until the upload is completed or aborted',
})

/** What a list shows of an upload in progress. */
export type ListedUpload = Pick<UploadRecord, 'id' | 'key' | 'initiatedAt' | 'initiator' | 'checksum'>

const listKey = ({ bucket, key, id }: Pick<UploadRecord, 'bucket' | 'key' | 'id'>): string =>
  `${bucketUploadKeys.below(bucket)}${key}\0${id}`

/** An upload by id, completed or not. */
export const getUpload = (state: Reader, id: string): UploadRecord | undefined => state.get(uploadKeys.key(id))

/** Begins an upload. */
export function beginUpload(state: Writer, upload: UploadRecord): void {
  const { id, key, initiatedAt, initiator, checksum } = upload
  state.put(uploadKeys.key(id), upload)
  const listed: ListedUpload = { id, key, initiatedAt, initiator, ...(checksum && { checksum }) }
  state.put(listKey(upload), listed)
}

/** Completes an upload: it is no longer listed, and stays for as long as its object. */
export function completeUpload(state: Writer, upload: UploadRecord & Required<Pick<UploadRecord, 'runs' | 'completed'>>): void {
  state.put(uploadKeys.key(upload.id), upload)
  state.delete(listKey(upload))
}

/** Ends an upload in progress. Its parts are garbage then. */
export function abortUpload(state: Writer, upload: UploadRecord): void {
  state.delete(uploadKeys.key(upload.id))
  state.delete(listKey(upload))
}

/** Ends a completed upload, whose object is gone. Its parts are garbage then. */
export const endUpload = (state: Writer, id: string): void => state.delete(uploadKeys.key(id))

/** Whether the bucket has uploads in progress. */
export const hasUploads = (state: Reader, bucket: string): boolean =>
  state.range({ ...bucketUploadKeys.bounds(bucket), limit: 1 }).length > 0

/** Where a list of uploads begins: after all uploads of a key, after one of them, or with the first key that is not less. */
export type UploadPosition = { readonly key: string; readonly after?: 'all' | { readonly id: string } }

/** Uploads in progress of a bucket, in order, at most `limit`. */
export function listUploads(state: Reader, bucket: string, page: { from: UploadPosition; limit: number }): ListedUpload[] {
  const prefix = bucketUploadKeys.below(bucket)
  const start = prefix + positionKey(page.from)
  return state.range<ListedUpload>({ start, end: prefixEnd(prefix), limit: page.limit }).map(({ value }) => value)
}

function positionKey({ key, after }: UploadPosition): string {
  if (after === undefined) return key
  // The smallest text after `key`, NUL and any id; and after one id.
  return after === 'all' ? `${key}\u0001` : `${key}\0${after.id}\0`
}
