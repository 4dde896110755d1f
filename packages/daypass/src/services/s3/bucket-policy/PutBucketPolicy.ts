import { type AcceptedBucketPolicy, acceptBucketPolicy, isTooLargeForBucket } from '../../../access/buckets/bucket-document.js'
import { notAuthorized } from '../../../access/not-authorized.js'
import { bucketArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { bucketPolicies } from '../../../directory/s3/bucket-policy.js'
import { isBlocked } from '../../../directory/s3/public-access.js'
import type { PutBucketPolicyRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { bucketPermission } from '../permissions.js'
import { operation, type S3Deps, type S3Reads } from '../s3.js'
import { ownBucket } from './bucket-policy.js'

const ACTION = 's3:PutBucketPolicy'

/**
 * Puts the policy of a bucket, in place of the one before (S3 API reference, PutBucketPolicy). One that is public is refused where BlockPublicPolicy is
 * on, and one that would keep its own author from putting the next where the author does not confirm it.
 */
export const PutBucketPolicy = operation('PutBucketPolicy', {
  summary: 'Puts the policy of a bucket.',
  actions: [ACTION],
  authorize: permissions,
  handle(input, caller, deps) {
    const { state } = deps
    const bucket = ownBucket(input, caller, { ...deps, method: 'PUT' })
    const { text, isPublic } = accepted(input.Policy, bucket, deps)
    if (isPublic && isBlocked(state, { bucket: bucket.name, account: bucket.account }, 'BlockPublicPolicy'))
      throw publicBlocked(caller, bucket)
    bucketPolicies.put(state, bucketPolicies.recordOf({ bucket: bucket.name, account: bucket.account, text }))
    if (input.ConfirmRemoveSelfBucketAccess !== true) requireNextTime(input, caller, deps)
  },
})

function permissions(input: PutBucketPolicyRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  return [bucketPermission(ACTION, input, { caller, reads })]
}

function accepted(text: string, bucket: BucketRecord, { state }: S3Deps): Extract<AcceptedBucketPolicy, { ok: true }> {
  if (isTooLargeForBucket(text)) throw new S3Error('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.')
  const policy = acceptBucketPolicy(text, bucket, state)
  if (policy.ok) return policy
  const { problem, principal } = policy
  throw new S3Error('MalformedPolicy', problem.message, {
    ...(principal && { fields: { Detail: `"${principal.type}" : "${principal.value}"` } }),
    ...(problem.explanation !== undefined && { explanation: problem.explanation }),
  })
}

/** The sentence that S3 is known to answer, with the ARN in quotes. */
const publicBlocked = (caller: Caller, { name }: BucketRecord): WireError =>
  notAuthorized(caller, {
    action: ACTION,
    resource: `"${bucketArn(name)}"`,
    because: 'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    reason: 'the policy is public, and BlockPublicPolicy is on',
  })

/**
 * Requires that the caller may put the next policy too, under the one that was just staged: nothing of it is committed otherwise. AWS documents the
 * header that confirms the opposite and not the error (S3 API reference, x-amz-confirm-remove-self-bucket-access): the error is daypass's choice.
 */
function requireNextTime(input: PutBucketPolicyRequest, caller: Caller, { ask, state }: S3Deps): void {
  const refused = permissions(input, caller, { state })
    .map((question) => ask(question))
    .find(({ allowed }) => !allowed)
  if (refused === undefined) return
  throw new S3Error('AccessDenied', 'Access Denied', {
    reason: `the policy would keep its author from changing it: ${refused.reason}`,
    explanation:
      'With this policy you could not change it again. Confirm that with x-amz-confirm-remove-self-bucket-access: true, or have the policy allow you s3:PutBucketPolicy.',
  })
}
