import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** Whether the bucket exists and the caller may list it (S3 API reference, HeadBucket); returns its region. */
export const HeadBucket = operation('HeadBucket', {
  summary: 'Tells whether a bucket exists and the caller may list it.',
  actions: ['s3:ListBucket'],
  authorize: (input, caller, reads) => [bucketPermission('s3:ListBucket', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    return { BucketRegion: bucketInRegion(state, input, region).region, AccessPointAlias: false }
  },
})
