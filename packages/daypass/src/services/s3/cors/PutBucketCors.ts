import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { checkCorsRules, storedRule } from './cors-rules.js'

/** Replaces the CORS rules of a bucket (S3 API reference, PutBucketCors). */
export const PutBucketCors = operation('PutBucketCors', {
  summary: 'Sets which pages of other origins may use a bucket.',
  actions: ['s3:PutBucketCORS'],
  check: ({ CORSConfiguration }) => checkCorsRules(CORSConfiguration.CORSRules),
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketCORS', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const bucket = bucketInRegion(state, input, region)
    bucketCors.put(state, { bucket: bucket.name, rules: input.CORSConfiguration.CORSRules.map(storedRule) })
  },
})
