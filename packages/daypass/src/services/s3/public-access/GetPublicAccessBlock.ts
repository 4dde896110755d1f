import { bucketPublicAccess, settingsAlone } from '../../../directory/s3/public-access.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { noPublicAccessBlock } from './public-access.js'

/** Block Public Access of a bucket; that of its account may be stricter (S3 API reference, GetPublicAccessBlock). */
export const GetPublicAccessBlock = operation('GetPublicAccessBlock', {
  summary: 'Returns Block Public Access of a bucket.',
  actions: ['s3:GetBucketPublicAccessBlock'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketPublicAccessBlock', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const settings = bucketPublicAccess.get(state, name)
    if (settings === undefined) throw noPublicAccessBlock(name)
    return { PublicAccessBlockConfiguration: settingsAlone(settings) }
  },
})
