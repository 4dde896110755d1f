import { createHash } from 'node:crypto'
import { WireError } from '../../core/error.js'
import type { S3ErrorCode } from '../../wire/generated/s3.js'
import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** The policy of a bucket. Users and roles are named by unique id, as in trust policies. */
export interface BucketPolicyRecord {
  readonly bucket: string
  /** The account that owns the bucket. */
  readonly account: string
  readonly text: string
  /** Of the text: what is compiled is found by it, whether or not the record is committed yet. */
  readonly hash: string
}

/** The policies of buckets. */
export const bucketPolicyKeys = defineKeys('bucket-policy/<bucket>', { record: 'the policy of a bucket', lifetime: "its bucket's" })

const BucketPolicyError = WireError<S3ErrorCode>

/** The policies of all buckets, which share one namespace. */
export const bucketPolicies = {
  ...defineRecords<BucketPolicyRecord, [bucket: string]>({ keys: bucketPolicyKeys, at: ({ bucket }) => [bucket] }),
  /** The record of a policy. */
  recordOf: (of: Omit<BucketPolicyRecord, 'hash'>): BucketPolicyRecord => ({
    ...of,
    hash: createHash('sha256').update(of.text).digest('base64'),
  }),
  notFound: (bucket: string): WireError =>
    new BucketPolicyError('NoSuchBucketPolicy', 'The bucket policy does not exist', { fields: { BucketName: bucket } }),
}
