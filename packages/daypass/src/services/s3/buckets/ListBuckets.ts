import { type CursorScope, openCursor, sealCursor } from '../../../credentials/cursor.js'
import { type BucketRecord, buckets } from '../../../directory/s3/bucket.js'
import type { Reader } from '../../../directory/state.js'
import type { ListBucketsRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'
import { ownerOf } from '../owner.js'
import { operation } from '../s3.js'

/** The maximum of buckets per answer, also the default (S3 API reference, ListBuckets, MaxBuckets). */
const MAX_BUCKETS = 10_000
const PAGE = 1_000

/** All buckets of the caller's account by name; one permission covers them all (S3 API reference, ListBuckets). */
export const ListBuckets = operation('ListBuckets', {
  summary: 'Lists the buckets of the account.',
  actions: ['s3:ListAllMyBuckets'],
  check({ MaxBuckets }) {
    if (MaxBuckets !== undefined && (MaxBuckets < 1 || MaxBuckets > MAX_BUCKETS)) {
      throw invalidArgument(`Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`, 'max-buckets', String(MaxBuckets))
    }
  },
  authorize: (_input, caller) => [{ action: 's3:ListAllMyBuckets', resource: '*', context: { 's3:ResourceAccount': caller.account } }],
  handle(input, caller, { state, ring, ids }) {
    if (caller.kind === 'anonymous') throw new S3Error('AccessDenied', 'Access Denied')
    const scope: CursorScope = { account: caller.account, operation: 'ListBuckets', filter: filterOf(input) }
    const after = input.ContinuationToken === undefined ? '' : openCursor(input.ContinuationToken, scope, { ring, state })
    if (after === undefined) {
      throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', input.ContinuationToken ?? '')
    }
    const limit = input.MaxBuckets ?? MAX_BUCKETS
    const found = matching(state, input, { account: caller.account, after, limit: limit + 1 })
    const shown = found.slice(0, limit)
    const last = found.length > limit ? shown.at(-1) : undefined
    return {
      Buckets: shown.map(({ name, createdAt, region }) => ({ Name: name, CreationDate: new Date(createdAt), BucketRegion: region })),
      Owner: ownerOf(caller.account),
      ContinuationToken: last && sealCursor(last.name, scope, { ring, state, ids }),
      Prefix: input.Prefix,
    }
  },
})

const filterOf = (input: ListBucketsRequest): string => JSON.stringify([input.Prefix ?? '', input.BucketRegion ?? ''])

interface Page {
  readonly account: string
  readonly after: string
  readonly limit: number
}

/** The smallest name after this one. */
const afterName = (name: string): string => `${name}\u0001`

function matching(state: Reader, { Prefix = '', BucketRegion }: ListBucketsRequest, page: Page): BucketRecord[] {
  const found: BucketRecord[] = []
  for (let from = afterName(page.after); ; ) {
    const listed: BucketRecord[] = buckets.list(state, page.account, { from, limit: PAGE })
    for (const bucket of listed) {
      if (!bucket.name.startsWith(Prefix) || (BucketRegion !== undefined && bucket.region !== BucketRegion)) continue
      if (found.push(bucket) === page.limit) return found
    }
    const last = listed.at(-1)
    if (last === undefined || listed.length < PAGE) return found
    from = afterName(last.name)
  }
}
