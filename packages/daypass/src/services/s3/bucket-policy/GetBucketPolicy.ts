import { shownBucketPolicy } from '../../../access/buckets/bucket-document.js'
import { bucketPolicies } from '../../../directory/s3/bucket-policy.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ownBucket } from './bucket-policy.js'

/** The policy of a bucket, as it was put; users and roles that were deleted are shown by id (S3 API reference, GetBucketPolicy). */
export const GetBucketPolicy = operation('GetBucketPolicy', {
  summary: 'Returns the policy of a bucket.',
  actions: ['s3:GetBucketPolicy'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketPolicy', input, { caller, reads })],
  handle(input, caller, deps) {
    const { name } = ownBucket(input, caller, { ...deps, method: 'GET' })
    const policy = bucketPolicies.get(deps.state, name)
    if (policy === undefined) throw bucketPolicies.notFound(name)
    return { Policy: shownBucketPolicy(policy.text, deps.state) }
  },
})
