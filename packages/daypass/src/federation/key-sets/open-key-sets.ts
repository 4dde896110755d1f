import type { VerificationKey } from '../oidc/verification-keys.js'
import type { FetchRules } from './fetch-document.js'
import { type FetchedKeySet, fetchKeySet } from './fetch-key-set.js'
import { IssuerKeys, type KeyOwner } from './issuer-keys.js'
import { type KeySets, withGivenKeys } from './key-sets.js'

/** What an operator says about fetching keys. */
export interface KeySetOptions {
  /** Whether private addresses may be called. */
  readonly allowPrivate?: boolean | undefined
  /** Certificates of authorities, PEM, in place of those that Node.js trusts. */
  readonly authorities?: readonly string[] | undefined
  /** Keys by the URL of their issuer, which is then never called. */
  readonly given?: ReadonlyMap<string, readonly VerificationKey[]> | undefined
}

/** How many fetches of key sets have ended, and how. */
export interface KeyFetches {
  succeeded: number
  failed: number
}

const MILLISECONDS = 5_000

/** The rules of an installation for all that it fetches of identity providers. */
export const fetchRules = ({ allowPrivate, authorities }: KeySetOptions, dev: boolean): Omit<FetchRules, 'thumbprints'> => ({
  addresses: dev || allowPrivate === true ? 'any' : 'public',
  ...{ loopbackHttp: dev, authorities, milliseconds: MILLISECONDS },
})

/** The key sets of an installation; `fetches` counts. With `dev`, private addresses may be called, and issuers on loopback over plain http. */
export function openKeySets(
  { allowPrivate, authorities, given }: KeySetOptions,
  { dev, elapsed, fetches }: { dev: boolean; elapsed: () => number; fetches: KeyFetches },
): KeySets {
  const rules = fetchRules({ allowPrivate, authorities }, dev)
  const fetch = async ({ issuer, thumbprints }: KeyOwner): Promise<FetchedKeySet> => {
    try {
      const keys = await fetchKeySet(issuer, { ...rules, thumbprints })
      fetches.succeeded += 1
      return keys
    } catch (error) {
      fetches.failed += 1
      throw error
    }
  }
  const fetched = new IssuerKeys({ elapsed, fetch })
  return given === undefined ? fetched : withGivenKeys(given, fetched)
}
