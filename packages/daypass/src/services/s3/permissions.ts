import { objectArn } from '../../core/arn.js'
import type { Caller } from '../../core/caller.js'
import type { RequiredPermission } from '../../core/operation.js'
import { buckets } from '../../directory/s3/bucket.js'
import type { S3Reads } from './s3.js'

interface Asking {
  readonly caller: Caller
  readonly reads: S3Reads
  readonly context?: RequiredPermission['context']
}

/** The required permission for an action on a bucket. The resource account is the bucket's; the caller's own if the bucket does not exist. */
export function bucketPermission(
  action: string,
  input: { readonly Bucket: string },
  { caller, reads, context }: Asking,
): RequiredPermission {
  const named = { account: caller.account, name: input.Bucket, state: reads.state }
  // Who signs says for which region.
  const unsigned = caller.kind === 'anonymous' ? { 'aws:RequestedRegion': buckets.get(reads.state, input.Bucket)?.region } : {}
  return buckets.permission(action, named, { ...unsigned, ...context })
}

/** The required permission for an action on an object. The resource account is the bucket's, whoever wrote the object. */
export function objectPermission(
  action: string,
  input: { readonly Bucket: string; readonly Key: string },
  asking: Asking,
): RequiredPermission {
  return { ...bucketPermission(action, input, asking), resource: objectArn(input.Bucket, input.Key) }
}

/** The same for many objects of one bucket, which is looked up once. */
export function objectPermissions(
  action: string,
  input: { readonly Bucket: string; readonly Keys: readonly string[] },
  asking: Asking,
): RequiredPermission[] {
  const of = bucketPermission(action, input, asking)
  return input.Keys.map((Key) => ({ ...of, resource: objectArn(input.Bucket, Key) }))
}
