import { type BucketRecord, buckets } from '../../directory/s3/bucket.js'
import type { Reader } from '../../directory/state.js'
import { S3Error } from './error.js'
import { noSuchBucket } from './errors.js'

interface Addressed {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string | undefined
}

/** The bucket of a request. `NoSuchBucket`, or `AccessDenied` when its owner is not `x-amz-expected-bucket-owner`. Call it only after authorization. */
export function existingBucket(state: Reader, input: Addressed): BucketRecord {
  const bucket = buckets.get(state, input.Bucket)
  if (bucket === undefined) throw noSuchBucket(input.Bucket)
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== bucket.account) {
    throw new S3Error('AccessDenied', 'Access Denied', { reason: 'the bucket has another owner than expected' })
  }
  return bucket
}

/** The region of an unsigned request, which names none. */
export const NO_REGION = ''

/**
 * The bucket, if the signature is for its region: otherwise a signature for another region would avoid a policy on `aws:RequestedRegion`.
 * Clients sign again for the `Region` in the error (S3 API reference, error `AuthorizationHeaderMalformed`). An unsigned request is for the region of its
 * bucket.
 */
export function bucketInRegion(state: Reader, input: Addressed, region: string): BucketRecord {
  const bucket = existingBucket(state, input)
  if (bucket.region === region || region === NO_REGION) return bucket
  const message = `The authorization header is malformed; the region '${region}' is wrong; expecting '${bucket.region}'`
  throw new S3Error('AuthorizationHeaderMalformed', message, { fields: { Region: bucket.region } })
}

/**
 * The bucket again, at a later revision: it must still belong to the account that the required permission named. In the meantime it may have been
 * deleted and created again by another account.
 */
export function sameBucket(state: Reader, allowed: BucketRecord): BucketRecord {
  const bucket = buckets.get(state, allowed.name)
  if (bucket === undefined || bucket.account !== allowed.account || bucket.region !== allowed.region) throw noSuchBucket(allowed.name)
  return bucket
}
