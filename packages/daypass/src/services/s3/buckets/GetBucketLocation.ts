import { HOME_REGION } from '../../../core/region.js'
import { existingBucket } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/**
 * The region of a bucket; empty for us-east-1 (S3 API reference, GetBucketLocation). It accepts a signature for any region, because clients call it
 * to learn the region.
 */
export const GetBucketLocation = operation('GetBucketLocation', {
  summary: 'Returns the region of a bucket.',
  actions: ['s3:GetBucketLocation'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketLocation', input, { caller, reads })],
  handle(input, _caller, { state }) {
    const { region } = existingBucket(state, input)
    return region === HOME_REGION ? {} : { LocationConstraint: region }
  },
})
