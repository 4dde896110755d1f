import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ownersList } from './ownership.js'

/** The access control list of a bucket: its owner has full control, because lists are disabled (S3 API reference, GetBucketAcl). */
export const GetBucketAcl = operation('GetBucketAcl', {
  summary: 'Returns the access control list of a bucket.',
  actions: ['s3:GetBucketAcl'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketAcl', input, { caller, reads })],
  handle: (input, _caller, { state, region }) => ownersList(bucketInRegion(state, input, region).account),
})
