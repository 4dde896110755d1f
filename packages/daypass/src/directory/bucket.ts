import { prefixEnd } from '../store/key-order.js'
import { accountBucketKey, bucketKey, bucketsOf, objectsOf } from '../store/keys.js'
import type { Reader, Writer } from './state.js'

/** A bucket. */
export interface BucketRecord {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export const getBucket = (state: Reader, name: string): BucketRecord | undefined => state.get<BucketRecord>(bucketKey(name))

/** Buckets of an account by name, after `after`. */
export function listBuckets(state: Reader, account: string, page: { after: string; limit: number }): BucketRecord[] {
  const start = page.after === '' ? bucketsOf(account) : `${accountBucketKey(account, page.after)}\u0001`
  const names = state.range<{ name: string }>({ start, end: prefixEnd(bucketsOf(account)), limit: page.limit })
  return names.flatMap(({ value }) => getBucket(state, value.name) ?? [])
}

export function putBucket(state: Writer, bucket: BucketRecord): void {
  state.put(bucketKey(bucket.name), bucket)
  const owned = accountBucketKey(bucket.account, bucket.name)
  if (state.get(owned) === undefined) state.put(owned, { name: bucket.name })
}

export function deleteBucket(state: Writer, bucket: BucketRecord): void {
  state.delete(bucketKey(bucket.name))
  state.delete(accountBucketKey(bucket.account, bucket.name))
}

/** Whether the bucket holds no object at this revision. */
export function isEmpty(state: Reader, bucket: string): boolean {
  const prefix = objectsOf(bucket)
  return state.range({ start: prefix, end: prefixEnd(prefix), limit: 1 }).length === 0
}
