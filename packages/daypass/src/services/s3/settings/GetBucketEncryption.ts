import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ENCRYPTION } from './encryption.js'

/** The encryption of the objects of a bucket: every bucket has one (S3 API reference, GetBucketEncryption). */
export const GetBucketEncryption = operation('GetBucketEncryption', {
  summary: 'Returns how objects of a bucket are encrypted.',
  actions: ['s3:GetEncryptionConfiguration'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetEncryptionConfiguration', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { hasBucketKey = false } = bucketInRegion(state, input, region)
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: ENCRYPTION }, BucketKeyEnabled: hasBucketKey }
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } }
  },
})
