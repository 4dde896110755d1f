import { openCursor, sealCursor } from '../../credentials/cursor.js'
import { validationError } from './errors.js'
import type { IamDeps } from './iam.js'

const DEFAULT_ITEMS = 100
const BATCH = 128

/** What every list takes (IAM API reference, "Marker", "MaxItems"). */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** Things in an order: each at a position of its own, at most 200 bytes, so that its marker keeps within the 320 characters that the model allows. */
export interface Ordered<T> {
  /** Those from the position `from` (inclusive) on, in order, at most `limit`; none only when there are no more. */
  readonly read: (from: string, limit: number) => readonly T[]
  readonly position: (item: T) => string
}

/** What is listed, and for what question its markers are good. */
export interface Listing<T> extends Ordered<T> {
  readonly operation: string
  readonly account: string
  /** Whatever else the next page must ask for alike. */
  readonly filter: readonly unknown[]
  /** Which of them the caller asked for. */
  readonly keep?: (item: T) => boolean
}

/** One page, and what to say of its end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly end: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** The page asked for. Only what the caller asked for is counted; the marker names the first item not shown. */
export function pageOf<T>(asked: PageRequest, listing: Listing<T>, deps: IamDeps): Page<T> {
  const most = asked.MaxItems ?? DEFAULT_ITEMS
  const items: T[] = []
  let from = beginning(asked.Marker, listing, deps)
  for (;;) {
    const batch = listing.read(from, BATCH)
    for (const item of batch) {
      if (listing.keep?.(item) === false) continue
      if (items.length === most) return { items, end: { IsTruncated: true, Marker: markerAt(listing.position(item), listing, deps) } }
      items.push(item)
    }
    const last = batch.at(-1)
    if (last === undefined) return { items, end: { IsTruncated: false } }
    // No position goes on with a control character: this is the first one after the last.
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

/** Things at hand, put in order. */
export function inOrder<T>(items: readonly T[], position: (item: T) => string): Ordered<T> {
  const sorted = items.toSorted((one, other) => byPosition(position(one), position(other)))
  return { position, read: (from, limit) => sorted.filter((item) => position(item) >= from).slice(0, limit) }
}

/** Compares positions. */
export const byPosition = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
