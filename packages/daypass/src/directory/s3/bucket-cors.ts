import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Reader, Writer } from '../state.js'

/** Which pages of which origins may use a bucket, and how. */
export interface CorsRule {
  readonly id?: string | undefined
  /** Origins, each with one `*` at most. */
  readonly origins: readonly string[]
  /** GET, PUT, HEAD, POST or DELETE. */
  readonly methods: readonly string[]
  /** Names of headers that requests may have, each with one `*` at most. */
  readonly headers: readonly string[]
  /** Names of headers of answers that pages may read. */
  readonly exposed: readonly string[]
  /** Seconds for which a browser may remember the answer to a preflight request. */
  readonly maxAge?: number | undefined
}

/** The rules of a bucket, in their order. */
export interface BucketCorsRecord {
  readonly bucket: string
  readonly rules: readonly CorsRule[]
}

/** CORS rules by bucket. */
export const bucketCorsKeys = defineKeys('bucket-cors/<bucket>', { record: 'the CORS rules of the bucket', lifetime: "its bucket's" })

const records = defineRecords<BucketCorsRecord, [bucket: string]>({ keys: bucketCorsKeys, at: ({ bucket }) => [bucket] })

/** The CORS rules of all buckets. They are deleted with their bucket: the next one of its name may be another account's. */
export const bucketCors = {
  /** The rules of a bucket; undefined where it has none. */
  of: (state: Reader, bucket: string): readonly CorsRule[] | undefined => records.get(state, bucket)?.rules,
  put: (state: Writer, record: BucketCorsRecord): void => records.put(state, record),
  /** Deletes the rules, if there are any. */
  delete(state: Writer, bucket: string): void {
    const record = records.get(state, bucket)
    if (record !== undefined) records.delete(state, record)
  },
}
