import { bucketInRegion } from '../existing-bucket.js'
import { ownerOf } from '../owner.js'
import { operation } from '../s3.js'
import { keyPageInTurn } from './key-page.js'
import { checkListing, encoderOf, listMembers, listQuestion, pageLimit } from './listing.js'

/** The first of the two listings (S3 API reference, ListObjects): continues from a key. `NextMarker` is only returned with a delimiter. */
export const ListObjects = operation('ListObjects', {
  summary: 'Lists the objects of a bucket, from a key on.',
  actions: ['s3:ListBucket'],
  check: (input) => checkListing(input, input.Marker),
  authorize: (input, caller, reads) => [listQuestion(input, caller, reads)],
  async handle(input, _caller, { state, region, rest }) {
    const bucket = bucketInRegion(state, input, region)
    const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: after = '' } = input
    const page = await keyPageInTurn(state, { bucket: bucket.name, prefix, delimiter, after, limit: pageLimit(input.MaxKeys) }, rest)
    const encode = encoderOf(input)
    return {
      ...listMembers(input, page, ownerOf(bucket.account)),
      Marker: encode(after),
      NextMarker: page.next === undefined || delimiter === '' ? undefined : encode(page.next),
    }
  },
})
