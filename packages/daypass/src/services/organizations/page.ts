import { type Listing, readPage } from '../../credentials/pages.js'
import { invalidValue } from './errors.js'
import type { OrganizationsDeps } from './organizations-deps.js'

/** Items of a page, by default and at most (Organizations model, MaxResults). */
const MOST = 20
/** Items that are read for a page. A list may return an empty page although there are more (Organizations API reference, NextToken). */
const READS = 1_000

/** The parameters of every list. */
export interface ResultsRequest {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

/** The wanted page, and the token of the next where there is one: clients loop until there is none. */
export function resultsOf<T>(
  { NextToken, MaxResults = MOST }: ResultsRequest,
  listing: Listing<T>,
  deps: OrganizationsDeps,
): { readonly items: readonly T[]; readonly end: { readonly NextToken?: string } } {
  const { items, next } = readPage({ most: MaxResults, reads: READS, marker: NextToken, invalid: invalidToken }, listing, deps)
  return { items, end: next === undefined ? {} : { NextToken: next } }
}

const invalidToken = () =>
  invalidValue('INVALID_NEXT_TOKEN', 'Get the NextToken parameter from the response to a previous call of the operation.')

const UNSTORABLE = 'A name and an address cannot have control characters or half of a surrogate pair.'

/** Refuses a name or address that could not be a part of a key, or that a list could not page over. */
export function checkName(name: string | undefined): void {
  // In Unicode mode a class of surrogates finds those without their other half.
  if (name !== undefined && /[\p{Cc}\uD800-\uDFFF]/u.test(name))
    throw invalidValue('INVALID_PATTERN', 'You provided a value that does not match the required pattern.', UNSTORABLE)
}
