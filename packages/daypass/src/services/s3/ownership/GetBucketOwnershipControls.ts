import { deletedOwnershipControls } from '../../../directory/s3/bucket-ownership.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** The ownership controls of a bucket: BucketOwnerEnforced, until they are deleted (S3 API reference, GetBucketOwnershipControls). */
export const GetBucketOwnershipControls = operation('GetBucketOwnershipControls', {
  summary: 'Returns the ownership controls of a bucket.',
  actions: ['s3:GetBucketOwnershipControls'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketOwnershipControls', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    if (deletedOwnershipControls.get(state, name) !== undefined) {
      const message = 'The bucket ownership controls were not found'
      throw new S3Error('OwnershipControlsNotFoundError', message, { fields: { BucketName: name } })
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] } }
  },
})
