import { prefixEnd as endOfPrefix, prefixEnd } from '../../store/key-order.js'
import { UNBOUNDED } from '../../store/store.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import { deleteObjectBytes } from './object-bytes.js'

/** The key of a body: sealed by the storage key of this version. */
export interface SealedBodyKey {
  readonly version: number
  /** Base64. */
  readonly sealed: string
}

/** Where the bytes of an object are: a file that no other object has, or, for a small one, a record of the store (object-bytes.ts). */
export interface StoredBody {
  /** Name of the file with the bytes; new at every put. */
  readonly file: string
  /** What opens the bytes. Absent where they are not encrypted: in files from before all were. */
  readonly bodyKey?: SealedBodyKey
  /** Whether the bytes are in the store, and there is no file of this name. */
  readonly inline?: true
}

/** Where a received body is, as its record says it. */
export const storedBody = ({ file, bodyKey, inline }: StoredBody): StoredBody => ({
  file,
  ...(bodyKey && { bodyKey }),
  ...(inline && { inline }),
})

/** The metadata of an object, and where its bytes are. */
export interface ObjectRecord extends StoredBody {
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

/**
 * Puts the object in place of the one with its key, in at most two writes. Returns the bodies that no object has after the commit; those that are in the
 * store go with it.
 */
export function putObject(state: Writer, bucket: string, object: ObjectRecord): StoredBody[] {
  const replaced = getObject(state, bucket, object.key)
  state.put(keyOf(bucket, object.key), object)
  return released(state, replaced === undefined ? [] : [replaced])
}

/**
 * Deletes the object, if it exists, in at most two writes. Returns the bodies that no object has after the commit; those that are in the store go with it.
 */
export function deleteObject(state: Writer, bucket: string, key: string): StoredBody[] {
  const deleted = getObject(state, bucket, key)
  if (deleted === undefined) return []
  state.delete(keyOf(bucket, key))
  return released(state, [deleted])
}

function released(state: Writer, bodies: StoredBody[]): StoredBody[] {
  for (const { file, inline } of bodies) if (inline === true) deleteObjectBytes(state, file)
  return bodies
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
