import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { checkAcl, notSupported } from './ownership.js'

/**
 * Refuses every access control list of a bucket, `private` too, because lists are disabled (S3 API reference, PutBucketAcl: with BucketOwnerEnforced,
 * "requests to set ACLs or update ACLs fail"; seen for `private` in public issues of 2023).
 */
export const PutBucketAcl = operation('PutBucketAcl', {
  summary: 'Refuses an access control list, because lists are disabled.',
  actions: ['s3:PutBucketAcl'],
  check: checkAcl,
  authorize: (input, caller, reads) => [
    bucketPermission('s3:PutBucketAcl', input, { caller, reads, context: { 's3:x-amz-acl': input.ACL } }),
  ],
  handle(input, _caller, { state, region }) {
    bucketInRegion(state, input, region)
    throw notSupported()
  },
})
