// listing: which keys of a bucket a page contains, and both listing operations. Owns the order of keys, delimiters, tokens and percent-encoding.
// Refuses parameters that it would have to ignore. Leaves who may list to permissions, and reading an object to objects.

import { afterPrefix, listObjects, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import { type GroupedPage, type Grouping, groupedPage, groupedPageInTurn, groupOf, type ItemSource } from './grouped-page.js'

/** What a list shows of an object. */
export type ListedObject = Pick<ObjectRecord, 'key' | 'size' | 'etag' | 'modifiedAt' | 'checksums' | 'checksumType'>

/** Which keys of a bucket to list. */
export interface KeyQuery extends Grouping {
  readonly bucket: string
  /** Only keys and common prefixes after this one; empty: all. */
  readonly after: string
}

/** Part of a listing, each list in UTF-8 order. */
export interface KeyPage {
  readonly objects: readonly ListedObject[]
  readonly prefixes: readonly string[]
  /** The last key or common prefix of this page when there are more: the `after` of the next page. */
  readonly next: string | undefined
}

/** Lists keys. */
export const keyPage = (state: Reader, query: KeyQuery): KeyPage => pageOf(groupedPage(query, sourceOf(state, query), firstKey(query)))

/** The same, but a long page lets other requests run. */
export const keyPageInTurn = async (state: Reader, query: KeyQuery, rest: () => Promise<void>): Promise<KeyPage> =>
  pageOf(await groupedPageInTurn(query, { source: sourceOf(state, query), first: firstKey(query), rest }))

/** Without all else of a record: the pages of many requests are in memory at the same time. */
const listed = ({ key, size, etag, modifiedAt, checksums, checksumType }: ObjectRecord): ListedObject => ({
  key,
  size,
  etag,
  modifiedAt,
  checksums,
  checksumType,
})

const sourceOf = (state: Reader, { bucket }: KeyQuery): ItemSource<ListedObject, string> => ({
  list: (from, limit) => listObjects(state, bucket, { from, limit }).map(listed),
  behind: ({ key }) => `${key}\u0000`,
  behindGroup: afterPrefix,
})

const pageOf = ({ items, prefixes, last }: GroupedPage<ListedObject>): KeyPage => ({
  objects: items,
  prefixes,
  next: last && ('item' in last ? last.item.key : last.group),
})

/** The smallest key to look at. If `after` is within a common prefix, the whole prefix is skipped, because it was listed before. */
function firstKey(query: KeyQuery): string | undefined {
  const { prefix, after } = query
  if (after === '' || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0) return prefix
  const group = groupOf(after, query)
  return group === undefined ? `${after}\u0000` : afterPrefix(group)
}
