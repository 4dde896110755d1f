// bucket-policy: the policy of a bucket, as requests put, read and delete it.
// Owns who may, and S3's errors. Refuses to read a policy: access does, when it is put and when it decides.

import type { Caller } from '../../../core/caller.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import type { S3Deps } from '../s3.js'

interface Addressed {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string | undefined
}

/**
 * The bucket of a request about its policy. Only the account that owns the bucket may read or change the policy: another that is allowed to gets 405 (S3
 * API reference, GetBucketPolicy, PutBucketPolicy and DeleteBucketPolicy). Call it only after authorization.
 */
export function ownBucket(
  input: Addressed,
  caller: Caller,
  { method, state, region }: Pick<S3Deps, 'state' | 'region'> & { method: string },
): BucketRecord {
  const bucket = bucketInRegion(state, input, region)
  if (bucket.account === caller.account) return bucket
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    fields: { Method: method, ResourceType: 'BUCKETPOLICY' },
    reason: 'only the account that owns the bucket may read or change its policy',
  })
}
