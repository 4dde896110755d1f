import { type CursorScope, openCursor, sealCursor } from '../../../credentials/cursor.js'
import { invalidArgument } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { ownerOf } from '../owner.js'
import { operation } from '../s3.js'
import { keyPageInTurn } from './key-page.js'
import { checkListing, encoderOf, listMembers, listQuestion, pageLimit } from './listing.js'

/** The second of the two listings (S3 API reference, ListObjectsV2): continues from an encrypted token, which takes precedence over `start-after`. */
export const ListObjectsV2 = operation('ListObjectsV2', {
  summary: 'Lists the objects of a bucket, with a continuation token.',
  actions: ['s3:ListBucket'],
  check: (input) => checkListing(input, input.StartAfter),
  authorize: (input, caller, reads) => [listQuestion(input, caller, reads)],
  async handle(input, caller, { state, region, ring, ids, rest }) {
    const bucket = bucketInRegion(state, input, region)
    const { Prefix: prefix = '', Delimiter: delimiter = '', ContinuationToken, StartAfter } = input
    const filter = JSON.stringify([bucket.name, prefix, delimiter])
    const scope: CursorScope = { account: caller.account, operation: 'ListObjectsV2', filter }
    const after = ContinuationToken === undefined ? (StartAfter ?? '') : openCursor(ContinuationToken, scope, { ring, state })
    if (after === undefined) {
      throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', ContinuationToken ?? '')
    }
    const page = await keyPageInTurn(state, { bucket: bucket.name, prefix, delimiter, after, limit: pageLimit(input.MaxKeys) }, rest)
    return {
      ...listMembers(input, page, input.FetchOwner === true ? ownerOf(bucket.account) : undefined),
      KeyCount: page.objects.length + page.prefixes.length,
      ContinuationToken,
      NextContinuationToken: page.next === undefined ? undefined : sealCursor(page.next, scope, { ring, state, ids }),
      StartAfter: StartAfter === undefined ? undefined : encoderOf(input)(StartAfter),
    }
  },
})
