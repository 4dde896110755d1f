import { type Listing, readPage } from '../../credentials/pages.js'
import { validationError } from './errors.js'
import type { IamDeps } from './iam.js'

const DEFAULT_ITEMS = 100
/** Items that are read for a page: IAM may return fewer than asked for even when there are more (IAM API reference, "MaxItems"). */
const READS = 5_000

/** The parameters of every list (IAM API reference, "Marker", "MaxItems"). */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** One page, and the members that tell whether more follow. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly end: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** The requested page. Only items that match the filter count; the marker names the first item that is not in the page. */
export function pageOf<T>({ Marker, MaxItems = DEFAULT_ITEMS }: PageRequest, listing: Listing<T>, deps: IamDeps): Page<T> {
  const invalid = () => validationError('Invalid Marker.')
  const { items, next } = readPage({ most: MaxItems, reads: READS, marker: Marker, invalid }, listing, deps)
  return { items, end: next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next } }
}
