import { deletedOwnershipControls } from '../../../directory/s3/bucket-ownership.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/**
 * Deletes the ownership controls of a bucket (S3 API reference, DeleteBucketOwnershipControls). On AWS that enables access control lists; here they stay
 * disabled (daypass's own rule).
 */
export const DeleteBucketOwnershipControls = operation('DeleteBucketOwnershipControls', {
  summary: 'Deletes the ownership controls of a bucket.',
  actions: ['s3:PutBucketOwnershipControls'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketOwnershipControls', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    deletedOwnershipControls.put(state, { bucket: name })
  },
})
