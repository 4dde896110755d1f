// s3: buckets and objects as records.
// Owns how they are stored, named and listed. Refuses to touch the bytes of objects, which are in files that the records name.

import { bucketArn } from '../../core/arn.js'
import { WireError } from '../../core/error.js'
import type { S3ErrorCode } from '../../wire/generated/s3.js'
import { defineKeys } from '../key-space.js'
import type { PageBounds } from '../records.js'
import { defineResource, type Named, type Resource } from '../resource.js'
import type { Reader } from '../state.js'

/** A bucket. */
export interface BucketRecord {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Whether replaced and deleted objects stay as versions. Absent: the bucket never had versions; it cannot become so again. */
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Whether it was set to have a bucket key. Reads show it; without KMS it changes nothing. */
  readonly hasBucketKey?: boolean
}

/** Buckets by name. */
export const bucketKeys = defineKeys('bucket/<bucket>', { record: 'owner account, region, creation time', lifetime: 'until deleted' })

/** The names of buckets by owner account. */
export const accountBucketKeys = defineKeys('account-bucket/<account>/<bucket>', {
  record: 'that the account owns the bucket',
  lifetime: "its bucket's",
})

/** The error codes of buckets; a test compares them with S3's model. */
export const BUCKET_ERROR_CODES = ['NoSuchBucket', 'BucketAlreadyExists'] as const

const BucketError = WireError<S3ErrorCode>

const TAKEN =
  'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.'

const ownerOf = ({ account }: Named, bucket: BucketRecord | undefined): string => bucket?.account ?? account

const resource: Resource<BucketRecord, [name: string]> = defineResource({
  noun: 'Bucket',
  keys: bucketKeys,
  at: ({ name }) => [name],
  index: { key: ({ account, name }) => accountBucketKeys.key(account, name), entry: ({ name }) => ({ name }) },
  arn: ({ name }) => bucketArn(name),
  find: (state, _account, name) => resource.get(state, name),
  arnAsNamed: (_account, name) => bucketArn(name),
  owner: ownerOf,
  context: (bucket, named) => ({ 's3:ResourceAccount': ownerOf(named, bucket) }),
  notFound: (name) => new BucketError('NoSuchBucket', 'The specified bucket does not exist', { fields: { BucketName: name } }),
  exists: (name) => new BucketError('BucketAlreadyExists', TAKEN, { fields: { BucketName: name } }),
})

/** The buckets of all accounts, which share one namespace. A bucket that does not exist counts as the caller's account's. */
export const buckets = {
  ...resource,
  /** Buckets of an account by name. */
  list(state: Reader, account: string, { from, limit }: PageBounds): BucketRecord[] {
    const bounds = { ...accountBucketKeys.bounds(account), start: accountBucketKeys.key(account, from), limit }
    return state.range<{ name: string }>(bounds).flatMap(({ value }) => resource.get(state, value.name) ?? [])
  },
}
