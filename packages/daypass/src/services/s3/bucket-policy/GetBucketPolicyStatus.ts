import { isPublicBucketPolicy } from '../../../access/buckets/bucket-document.js'
import { bucketPolicies } from '../../../directory/s3/bucket-policy.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Whether the policy of a bucket gives public access, whatever Block Public Access then restricts (S3 API reference, GetBucketPolicyStatus). */
export const GetBucketPolicyStatus = operation('GetBucketPolicyStatus', {
  summary: 'Tells whether the policy of a bucket is public.',
  actions: ['s3:GetBucketPolicyStatus'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketPolicyStatus', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const policy = bucketPolicies.get(state, name)
    if (policy === undefined) throw bucketPolicies.notFound(name)
    return { PolicyStatus: { IsPublic: isPublicBucketPolicy(policy.text) } }
  },
})
