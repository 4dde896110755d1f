import { putBucketTags } from '../../../directory/s3/bucket-tags.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Removes all tags of a bucket, by the action that replaces them (S3 API reference, DeleteBucketTagging). */
export const DeleteBucketTagging = operation('DeleteBucketTagging', {
  summary: 'Removes the tags of a bucket.',
  actions: ['s3:PutBucketTagging'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketTagging', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    putBucketTags(state, { bucket: bucketInRegion(state, input, region).name, tags: {} })
  },
})
