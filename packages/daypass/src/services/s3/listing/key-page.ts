// listing: which keys of a bucket a page contains, and both listing operations. Owns the order of keys, delimiters, tokens and percent-encoding.
// Refuses parameters that it would have to ignore. Leaves who may list to permissions, and reading an object to objects.

import { afterPrefix, listObjects, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'

/** Which keys of a bucket to list. An empty text means that it is not set. */
export interface KeyQuery {
  readonly bucket: string
  readonly prefix: string
  /** Keys that contain this text after the prefix are grouped into one common prefix that ends with it. */
  readonly delimiter: string
  /** Only keys and common prefixes after this one. */
  readonly after: string
  /** The maximum number of keys and common prefixes together. */
  readonly limit: number
}

/** Part of a listing, each list in UTF-8 order. */
export interface KeyPage {
  readonly objects: readonly ObjectRecord[]
  readonly prefixes: readonly string[]
  /** The last key or common prefix of this page when there are more: the `after` of the next page. */
  readonly next: string | undefined
}

const FIRST_BATCH = 16
const LARGEST_BATCH = 1_000

/**
 * Lists keys (S3 user guide, "Listing object keys programmatically"). After a common prefix it continues behind all keys of that prefix, so the cost
 * depends on what is returned, not on what is grouped.
 */
export function keyPage(state: Reader, query: KeyQuery): KeyPage {
  const page = new GrowingPage(query)
  let from = query.limit === 0 ? undefined : firstKey(query)
  let batch = query.delimiter === '' ? query.limit + 1 : FIRST_BATCH
  while (from !== undefined) {
    const objects = listObjects(state, query.bucket, { from, limit: batch })
    if (!page.addAll(objects)) break
    const last = objects.length === batch ? objects.at(-1) : undefined
    from = last && nextKey(last.key, page.group)
    batch = page.group === undefined ? Math.min(4 * batch, LARGEST_BATCH) : FIRST_BATCH
  }
  return page
}

/** Lists up to this many keys without waiting. */
const AT_ONCE = 100

/**
 * The same, but a long page first lets other requests run: many at the same time would delay all others, and their answers, of up to five megabytes
 * each, would all be in memory before the first is sent.
 */
export async function keyPageInTurn(state: Reader, query: KeyQuery, rest: () => Promise<void>): Promise<KeyPage> {
  const beginning = keyPage(state, { ...query, limit: Math.min(query.limit, AT_ONCE) })
  if (beginning.next === undefined || query.limit <= AT_ONCE) return beginning
  await rest()
  return keyPage(state, query)
}

/** The smallest key to look at. If `after` is within a common prefix, the whole prefix is skipped, because it was listed before. */
function firstKey(query: KeyQuery): string | undefined {
  const { prefix, after } = query
  if (after === '' || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0) return prefix
  return nextKey(after, groupOf(after, query))
}

/** The smallest key after `key`, and after all keys of its common prefix, if it has one. */
const nextKey = (key: string, group: string | undefined): string | undefined => (group === undefined ? `${key}\u0000` : afterPrefix(group))

/** The common prefix that a key belongs to, if any. */
function groupOf(key: string, { prefix, delimiter }: KeyQuery): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

class GrowingPage implements KeyPage {
  readonly objects: ObjectRecord[] = []
  readonly prefixes: string[] = []
  next: string | undefined
  /** The common prefix of the key that was added last. */
  group: string | undefined
  readonly #query: KeyQuery
  #last = ''

  constructor(query: KeyQuery) {
    this.#query = query
  }

  /** False when nothing more can be added. */
  addAll(objects: readonly ObjectRecord[]): boolean {
    return objects.every((object) => this.#add(object))
  }

  #add(object: ObjectRecord): boolean {
    if (!object.key.startsWith(this.#query.prefix)) return false
    const group = groupOf(object.key, this.#query)
    if (group !== undefined && group === this.group) return true
    if (this.objects.length + this.prefixes.length === this.#query.limit) {
      this.next = this.#last
      return false
    }
    if (group === undefined) this.objects.push(object)
    else this.prefixes.push(group)
    this.group = group
    this.#last = group ?? object.key
    return true
  }
}
