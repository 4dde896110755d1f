import { bucketPublicAccess, settingsOf } from '../../../directory/s3/public-access.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { emptyPublicAccessBlock } from './public-access.js'

/** Sets Block Public Access of a bucket (S3 API reference, PutPublicAccessBlock). A policy that is public stays, and is restricted. */
export const PutPublicAccessBlock = operation('PutPublicAccessBlock', {
  summary: 'Sets Block Public Access of a bucket.',
  actions: ['s3:PutBucketPublicAccessBlock'],
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketPublicAccessBlock', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const settings = settingsOf(input.PublicAccessBlockConfiguration)
    if (settings === undefined) throw emptyPublicAccessBlock()
    bucketPublicAccess.put(state, { bucket: name, ...settings })
  },
})
