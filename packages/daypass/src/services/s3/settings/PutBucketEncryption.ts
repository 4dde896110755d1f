import { buckets } from '../../../directory/s3/bucket.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { readEncryption } from './encryption.js'

/** Sets the encryption of a bucket to the only one that there is (S3 API reference, PutBucketEncryption). Keys of KMS are refused by name. */
export const PutBucketEncryption = operation('PutBucketEncryption', {
  summary: 'Sets how objects of a bucket are encrypted: AES256.',
  actions: ['s3:PutEncryptionConfiguration'],
  check: (input) => void readEncryption(input.ServerSideEncryptionConfiguration.Rules),
  authorize: (input, caller, reads) => [bucketPermission('s3:PutEncryptionConfiguration', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const bucket = bucketInRegion(state, input, region)
    buckets.put(state, { ...bucket, ...readEncryption(input.ServerSideEncryptionConfiguration.Rules) })
  },
})
