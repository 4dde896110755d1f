import { openCursor, sealCursor } from '../../credentials/cursor.js'
import { validationError } from './errors.js'
import type { IamDeps } from './iam.js'

const DEFAULT_ITEMS = 100
const BATCH = 128

/** The parameters of every list (IAM API reference, "Marker", "MaxItems"). */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** Ordered items: each has its own position of at most 200 bytes, so that its marker fits into the 320 characters that the model allows. */
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

/** One page, and the members that tell whether more follow. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly end: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** The requested page. Only items that match the filter count; the marker names the first item that is not in the page. */
export function pageOf<T>(request: PageRequest, listing: Listing<T>, deps: IamDeps): Page<T> {
  const most = request.MaxItems ?? DEFAULT_ITEMS
  const items: T[] = []
  let bytes = 0
  let from = beginning(request.Marker, listing, deps)
  for (;;) {
    const batch = listing.read(from, BATCH)
    for (const item of batch) {
      if (listing.keep?.(item) === false) continue
      bytes += listing.size?.(item) ?? 0
      const isFull = items.length === most || (bytes > PAGE_BYTES && items.length > 0)
      if (isFull) return { items, end: { IsTruncated: true, Marker: markerAt(listing.position(item), listing, deps) } }
      items.push(item)
    }
    const last = batch.at(-1)
    if (last === undefined) return { items, end: { IsTruncated: false } }
    // No position continues with a control character, so this is the first position after the last item.
    from = `${listing.position(last)}\u0001`
  }
}

function beginning<T>(marker: string | undefined, listing: Listing<T>, deps: IamDeps): string {
  if (marker === undefined) return ''
  const position = openCursor(marker, scopeOf(listing), deps)
  if (position === undefined) throw validationError('Invalid Marker.')
  return position
}

const markerAt = <T>(position: string, listing: Listing<T>, deps: IamDeps): string => sealCursor(position, scopeOf(listing), deps)

const scopeOf = <T>({ account, operation, filter }: Listing<T>) => ({ account, operation, filter: JSON.stringify(filter) })

/** Items that are already in memory, sorted. */
export function inOrder<T>(items: readonly T[], position: (item: T) => string): Ordered<T> {
  const sorted = items.toSorted((one, other) => byPosition(position(one), position(other)))
  return { position, read: (from, limit) => sorted.filter((item) => position(item) >= from).slice(0, limit) }
}

/** Compares two positions. */
export const byPosition = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
