import { prefixEnd as endOfPrefix, prefixEnd } from '../../store/key-order.js'
import { UNBOUNDED } from '../../store/store.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** The metadata of an object; its bytes are in the file named `file`. */
export interface ObjectRecord {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** With quotes, as sent. */
  readonly etag: string
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Name of the file with the bytes; new at every put. */
  readonly file: string
  /** Headers to return: content-type and similar ones, lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** User metadata without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>
  /** Checksums by algorithm (`CRC32` …), base64. */
  readonly checksums: Readonly<Record<string, string>>
}

/** Objects by bucket and key. The key is last and unescaped, so that the order of the store is the order of S3's lists. */
export const objectKeys = defineKeys('object/<bucket>/<raw key>', {
  record: 'size, entity tag, headers and the file that holds the bytes',
  lifetime: 'until deleted',
})

const keyOf = (bucket: string, key: string): string => objectKeys.below(bucket) + key

export const getObject = (state: Reader, bucket: string, key: string): ObjectRecord | undefined =>
  state.get<ObjectRecord>(keyOf(bucket, key))
export const putObject = (state: Writer, bucket: string, object: ObjectRecord): void => state.put(keyOf(bucket, object.key), object)
export const deleteObject = (state: Writer, bucket: string, key: string): void => state.delete(keyOf(bucket, key))

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
