import { prefixEnd as endOfPrefix, prefixEnd } from '../../store/key-order.js'
import { UNBOUNDED } from '../../store/store.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import type { ChecksumType } from './upload.js'

/** The key of a body: sealed by the storage key of this version. */
export interface SealedBodyKey {
  readonly version: number
  /** Base64. */
  readonly sealed: string
}

/** Bytes that no other record has: in a file, or, for few of them, in a record of the store (object-bytes.ts). */
export interface FileBody {
  /** Name of the file with the bytes; new at every put. */
  readonly file: string
  /** What opens the bytes. Absent where they are not encrypted: in files from before all were. */
  readonly bodyKey?: SealedBodyKey
  /** Whether the bytes are in the store, and there is no file of this name. Never so for a part. */
  readonly inline?: true
}

/** Bytes in the parts of an upload that was completed: its record says in which. */
export interface PartsBody {
  /** The id of the upload. */
  readonly upload: string
  /** How many parts there are. */
  readonly parts: number
}

/** Where the bytes of an object are: in one file or record, or in the parts of an upload. No other object has them. */
export type StoredBody = FileBody | PartsBody

/** The metadata of an object, and where its bytes are. */
export type ObjectRecord = ObjectFacts & StoredBody

/** The metadata of an object. */
export interface ObjectFacts {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** With quotes, as sent. */
  readonly etag: string
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Headers to return: content-type and similar ones, lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** User metadata without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>
  /** Checksums by algorithm (`CRC32` …), base64; a composite one with `-` and the number of parts. */
  readonly checksums: Readonly<Record<string, string>>
  /** Of what the checksums are; absent: of the full object. */
  readonly checksumType?: ChecksumType | undefined
  /** Its tags; absent where it never had any. */
  readonly tags?: Readonly<Record<string, string>>
  /** Absent for the null version: one that was put while its bucket kept no versions. */
  readonly versionId?: string
  /** Its place among the versions of its key: higher is newer. Absent where the bucket had no versions yet. */
  readonly sequence?: number
}

/** Objects by bucket and key. The key is last and unescaped, so that the order of the store is the order of S3's lists. */
export const objectKeys = defineKeys('object/<bucket>/<raw key>', {
  record: 'size, entity tag, headers and the file or the upload that holds the bytes',
  lifetime: 'until deleted',
})

const keyOf = (bucket: string, key: string): string => objectKeys.below(bucket) + key

export const getObject = (state: Reader, bucket: string, key: string): ObjectRecord | undefined =>
  state.get<ObjectRecord>(keyOf(bucket, key))

/** Puts the object in place of the one with its key, whatever versions the bucket keeps (`versioned-object.ts` decides that). Returns the bodies that no object has after the commit. */
export function putObject(state: Writer, bucket: string, object: ObjectRecord): StoredBody[] {
  const replaced = getObject(state, bucket, object.key)
  state.put(keyOf(bucket, object.key), object)
  return replaced === undefined ? [] : [replaced]
}

/** The same for deleting the object, if it exists. Returns the bodies that no object has after the commit. */
export function deleteObject(state: Writer, bucket: string, key: string): StoredBody[] {
  const deleted = getObject(state, bucket, key)
  if (deleted === undefined) return []
  state.delete(keyOf(bucket, key))
  return [deleted]
}

/** Whether the bucket is empty at this revision. */
export const isEmptyBucket = (state: Reader, bucket: string): boolean =>
  state.range({ ...objectKeys.bounds(bucket), limit: 1 }).length === 0

/** Objects of a bucket in UTF-8 order of their keys, from the key `from` (inclusive), at most `limit`. */
export function listObjects(state: Reader, bucket: string, page: { from: string; limit: number }): ObjectRecord[] {
  const prefix = objectKeys.below(bucket)
  return state.range<ObjectRecord>({ start: prefix + page.from, end: prefixEnd(prefix), limit: page.limit }).map(({ value }) => value)
}

/** The smallest key after all keys that begin with `prefix`, in UTF-8 order; undefined when every later key begins with it. */
export function afterPrefix(prefix: string): string | undefined {
  const end = endOfPrefix(prefix)
  return end === UNBOUNDED ? undefined : end
}
