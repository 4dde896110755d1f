import { objectArn } from '../../core/arn.js'
import type { Caller } from '../../core/caller.js'
import type { RequiredPermission } from '../../core/operation.js'
import { buckets } from '../../directory/s3/bucket.js'
import type { S3Reads } from './s3.js'

/** Who asks, at which state, and the condition keys of the request. */
export interface S3Asking {
  readonly caller: Caller
  readonly reads: S3Reads
  readonly context?: RequiredPermission['context']
}

/** The required permission for an action on a bucket. The resource account is the bucket's; the caller's own if the bucket does not exist. */
export function bucketPermission(
  action: string,
  input: { readonly Bucket: string },
  { caller, reads, context }: S3Asking,
): RequiredPermission {
  return buckets.permission(action, { account: caller.account, name: input.Bucket, state: reads.state }, context)
}

/** The required permission for an action on an object. The resource account is the bucket's, whoever wrote the object. */
export function objectPermission(
  action: string,
  input: { readonly Bucket: string; readonly Key: string },
  asking: S3Asking,
): RequiredPermission {
  return { ...bucketPermission(action, input, asking), resource: objectArn(input.Bucket, input.Key) }
}
