import { buckets } from '../../../directory/s3/bucket.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Sets the encryption of a bucket back to the default; its objects stay encrypted (S3 API reference, DeleteBucketEncryption). */
export const DeleteBucketEncryption = operation('DeleteBucketEncryption', {
  summary: 'Sets the encryption of a bucket to the default.',
  actions: ['s3:PutEncryptionConfiguration'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutEncryptionConfiguration', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { hasBucketKey: _removed, ...bucket } = bucketInRegion(state, input, region)
    buckets.put(state, bucket)
  },
})
