import { putBucketTags } from '../../../directory/s3/bucket-tags.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { BUCKET_TAGS, readTags } from './tag-set.js'

/** Gives a bucket these tags in place of those that it has (S3 API reference, PutBucketTagging). */
export const PutBucketTagging = operation('PutBucketTagging', {
  summary: 'Replaces the tags of a bucket.',
  actions: ['s3:PutBucketTagging'],
  check: (input) => void readTags(input.Tagging.TagSet, BUCKET_TAGS),
  authorize: (input, caller, reads) => [bucketPermission('s3:PutBucketTagging', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    putBucketTags(state, { bucket: name, tags: readTags(input.Tagging.TagSet, BUCKET_TAGS) })
  },
})
