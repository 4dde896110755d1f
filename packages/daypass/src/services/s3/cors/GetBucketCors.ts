import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { shownRule } from './cors-rules.js'

/** Returns the CORS rules of a bucket; `NoSuchCORSConfiguration` where it has none (S3 API reference, GetBucketCors). */
export const GetBucketCors = operation('GetBucketCors', {
  summary: 'Returns which pages of other origins may use a bucket.',
  actions: ['s3:GetBucketCORS'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketCORS', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const rules = bucketCors.of(state, name)
    if (rules !== undefined) return { CORSRules: rules.map(shownRule) }
    throw new S3Error('NoSuchCORSConfiguration', 'The CORS configuration does not exist', { fields: { BucketName: name } })
  },
})
