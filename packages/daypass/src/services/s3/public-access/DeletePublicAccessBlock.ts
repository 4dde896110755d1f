import { bucketPublicAccess } from '../../../directory/s3/public-access.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Removes Block Public Access of a bucket; that of its account stays (S3 API reference, DeletePublicAccessBlock). */
export const DeletePublicAccessBlock = operation('DeletePublicAccessBlock', {
  summary: 'Removes Block Public Access of a bucket.',
  actions: ['s3:PutBucketPublicAccessBlock'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketPublicAccessBlock', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const settings = bucketPublicAccess.get(state, name)
    if (settings !== undefined) bucketPublicAccess.delete(state, settings)
  },
})
