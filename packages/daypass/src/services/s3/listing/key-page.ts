// listing: which keys of a bucket a page contains, and both listing operations. Owns the order of keys, delimiters, tokens and percent-encoding.
// Refuses parameters that it would have to ignore. Leaves who may list to permissions, and reading an object to objects.

import { afterPrefix, listObjects, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import { type Grouping, groupedPage, groupOf, type ItemSource, pageInTurn } from './grouped-page.js'

/** Which keys of a bucket to list. */
export interface KeyQuery extends Grouping {
  readonly bucket: string
  /** Only keys and common prefixes after this one; empty: all. */
  readonly after: string
}

/** Part of a listing, each list in UTF-8 order. */
export interface KeyPage {
  readonly objects: readonly ObjectRecord[]
  readonly prefixes: readonly string[]
  /** The last key or common prefix of this page when there are more: the `after` of the next page. */
  readonly next: string | undefined
}

/** Lists keys. */
export function keyPage(state: Reader, query: KeyQuery): KeyPage {
  const source: ItemSource<ObjectRecord, string> = {
    list: (from, limit) => listObjects(state, query.bucket, { from, limit }),
    behind: ({ key }) => `${key}\u0000`,
    behindGroup: afterPrefix,
  }
  const { items, prefixes, last } = groupedPage(query, source, firstKey(query))
  return { objects: items, prefixes, next: last && ('item' in last ? last.item.key : last.group) }
}

/** The same, but a long page first lets other requests run. */
export const keyPageInTurn = (state: Reader, query: KeyQuery, rest: () => Promise<void>): Promise<KeyPage> =>
  pageInTurn(query.limit, { page: (limit) => keyPage(state, { ...query, limit }), isWhole: ({ next }) => next === undefined }, rest)

/** The smallest key to look at. If `after` is within a common prefix, the whole prefix is skipped, because it was listed before. */
function firstKey(query: KeyQuery): string | undefined {
  const { prefix, after } = query
  if (after === '' || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0) return prefix
  const group = groupOf(after, query)
  return group === undefined ? `${after}\u0000` : afterPrefix(group)
}
