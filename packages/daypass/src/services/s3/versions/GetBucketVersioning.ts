import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Whether a bucket keeps versions; empty for one that never did (S3 API reference, GetBucketVersioning). MFA delete is not supported, so never shown. */
export const GetBucketVersioning = operation('GetBucketVersioning', {
  summary: 'Tells whether a bucket keeps versions.',
  actions: ['s3:GetBucketVersioning'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketVersioning', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    return { Status: bucketInRegion(state, input, region).versioning }
  },
})
