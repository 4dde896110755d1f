import type { Ids } from '../core/ids.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'
import { openCursor, sealCursor } from './cursor.js'

const BATCH = 128

/** Ordered items: each has its own position of at most 200 bytes, so that its marker fits into the 320 characters that IAM's model allows. */
export interface Ordered<T> {
  /** Items from the position `from` (inclusive), in order, at most `limit`; none only when there are no more. */
  readonly read: (from: string, limit: number) => readonly T[]
  readonly position: (item: T) => string
}

/** What is listed, and which parameters its markers belong to. */
export interface Listing<T> extends Ordered<T> {
  readonly operation: string
  readonly account: string
  /** The other parameters that the request for the next page must repeat. */
  readonly filter: readonly unknown[]
  /** The filter of the request. */
  readonly keep?: (item: T) => boolean
  /** Bytes of an item in the answer, where items may be large: a page ends before they exceed {@link PAGE_BYTES}, unless it would be empty. */
  readonly size?: (item: T) => number
}

/** Bytes of the items of a page, where their listing tells them. AWS too may return fewer items than asked for (IAM API reference, "MaxItems"). */
const PAGE_BYTES = 1_048_576

/** A page that is wanted: how many items, from which marker on, and the error for one that was not made for this list. */
export interface PageWanted {
  readonly most: number
  /** How many items may be read for one page. With a filter that keeps few, the page ends then, and may be short or empty: no request reads a whole account. */
  readonly reads: number
  readonly marker: string | undefined
  readonly invalid: () => Error
}

/** What pages are sealed with. */
export interface PageDeps {
  readonly state: Reader
  readonly ring: KeyRing
  readonly ids: Ids
}

/** The wanted page, and the marker of the next where there is one. Only items that match the filter count; the marker names where the next page begins. */
export function readPage<T>(
  { most, reads, marker, invalid }: PageWanted,
  listing: Listing<T>,
  deps: PageDeps,
): { readonly items: readonly T[]; readonly next?: string } {
  const scope = scopeOf(listing)
  const beginning = marker === undefined ? '' : openCursor(marker, scope, deps)
  if (beginning === undefined) throw invalid()
  const items: T[] = []
  let bytes = 0
  for (let from = beginning, read = 0; ; ) {
    const batch = listing.read(from, BATCH)
    if (read >= reads && batch.length > 0) return { items, next: sealCursor(from, scope, deps) }
    read += batch.length
    for (const item of batch) {
      if (listing.keep?.(item) === false) continue
      bytes += listing.size?.(item) ?? 0
      const isFull = items.length === most || (bytes > PAGE_BYTES && items.length > 0)
      if (isFull) return { items, next: sealCursor(listing.position(item), scope, deps) }
      items.push(item)
    }
    const last = batch.at(-1)
    if (last === undefined) return { items }
    // No position continues with a control character, so this is the first position after the last item.
    from = `${listing.position(last)}\u0001`
  }
}

const scopeOf = <T>({ account, operation, filter }: Listing<T>) => ({ account, operation, filter: JSON.stringify(filter) })

/** Items that are already in memory, sorted. */
export function inOrder<T>(items: readonly T[], position: (item: T) => string): Ordered<T> {
  const sorted = items.toSorted((one, other) => byPosition(position(one), position(other)))
  return { position, read: (from, limit) => sorted.filter((item) => position(item) >= from).slice(0, limit) }
}

/** Compares two positions. */
export const byPosition = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
