import { bucketTags } from '../../../directory/s3/bucket-tags.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { tagSet } from './tag-set.js'

/** The tags of a bucket; an error where it has none (S3 API reference, GetBucketTagging). */
export const GetBucketTagging = operation('GetBucketTagging', {
  summary: 'Returns the tags of a bucket.',
  actions: ['s3:GetBucketTagging'],
  authorize: (input, caller, reads) => [bucketPermission('s3:GetBucketTagging', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const { name } = bucketInRegion(state, input, region)
    const record = bucketTags.get(state, name)
    if (record === undefined) throw new S3Error('NoSuchTagSet', 'The TagSet does not exist', { fields: { BucketName: name } })
    return { TagSet: tagSet(record.tags) }
  },
})
