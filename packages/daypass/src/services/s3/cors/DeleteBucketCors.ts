import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Deletes the CORS rules of a bucket, if it has any; the permission is that to set them (S3 API reference, DeleteBucketCors). */
export const DeleteBucketCors = operation('DeleteBucketCors', {
  summary: 'Deletes the rules for pages of other origins.',
  actions: ['s3:PutBucketCORS'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketCORS', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    bucketCors.delete(state, bucketInRegion(state, input, region).name)
  },
})
