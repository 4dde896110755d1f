import { buckets } from '../../../directory/s3/bucket.js'
import { deleteBucketSettings } from '../../../directory/s3/bucket-settings.js'
import { isEmptyBucket } from '../../../directory/s3/object.js'
import { hasVersions } from '../../../directory/s3/object-version.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/**
 * Deletes an empty bucket (S3 API reference, DeleteBucket). The same transaction checks that it is empty: if an object is put meanwhile, the commit
 * fails, and the request starts again and finds the object.
 */
export const DeleteBucket = operation('DeleteBucket', {
  summary: 'Deletes an empty bucket.',
  actions: ['s3:DeleteBucket'],
  authorize: (input, caller, reads) => [bucketPermission('s3:DeleteBucket', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const bucket = bucketInRegion(state, input, region)
    if (!isEmptyBucket(state, bucket.name) || hasVersions(state, bucket.name)) {
      // Both texts are as recorded on AWS.
      const left = bucket.versioning === undefined ? '' : '. You must delete all versions in the bucket.'
      throw new S3Error('BucketNotEmpty', `The bucket you tried to delete is not empty${left}`, { fields: { BucketName: bucket.name } })
    }
    deleteBucketSettings(state, bucket.name)
    buckets.delete(state, bucket)
  },
})
