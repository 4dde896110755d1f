import { bucketPolicies } from '../../../directory/s3/bucket-policy.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ownBucket } from './bucket-policy.js'

/** Deletes the policy of a bucket, if it has one (S3 API reference, DeleteBucketPolicy). */
export const DeleteBucketPolicy = operation('DeleteBucketPolicy', {
  summary: 'Deletes the policy of a bucket.',
  actions: ['s3:DeleteBucketPolicy'],
  authorize: (input, caller, reads) => [bucketPermission('s3:DeleteBucketPolicy', input, { caller, reads })],
  handle(input, caller, deps) {
    const { name } = ownBucket(input, caller, { ...deps, method: 'DELETE' })
    const policy = bucketPolicies.get(deps.state, name)
    if (policy !== undefined) bucketPolicies.delete(deps.state, policy)
  },
})
