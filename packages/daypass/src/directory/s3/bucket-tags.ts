import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Writer } from '../state.js'

/** The tags of a bucket. They decide nothing while attribute-based access control is off for buckets, as it is by default on AWS. */
export interface BucketTagsRecord {
  readonly bucket: string
  readonly tags: Readonly<Record<string, string>>
}

/** Tags of buckets by bucket. */
export const bucketTagKeys = defineKeys('bucket-tags/<bucket>', { record: 'the tags of the bucket', lifetime: "its bucket's" })

/** Tags of buckets, where they have any. A bucket that is deleted takes them with it. */
export const bucketTags = defineRecords<BucketTagsRecord, [bucket: string]>({
  keys: bucketTagKeys,
  at: ({ bucket }) => [bucket],
})

/** Gives a bucket these tags in place of those that it has. One without tags has no record. */
export function putBucketTags(state: Writer, record: BucketTagsRecord): void {
  if (Object.keys(record.tags).length > 0) bucketTags.put(state, record)
  else bucketTags.delete(state, record)
}
