import { ownMember, readStrictObject } from '../oidc/strict-json.js'
import { readKeySet, type VerificationKey } from '../oidc/verification-keys.js'
import { type FetchRules, fetchDocument } from './fetch-document.js'
import { FetchError } from './fetch-error.js'

/** A key set as it was fetched. */
export interface FetchedKeySet {
  readonly keys: readonly VerificationKey[]
  /** For how many seconds it is used without asking again. */
  readonly freshFor: number
}

/** Seconds: what an issuer may ask for, and what is taken where it says nothing. */
const LEAST_FRESH = 30
const MOST_FRESH = 3_600

/** Fetches the keys of an issuer by its configuration (OpenID Connect Discovery 1.0, section 4). Throws {@link FetchError}. */
export async function fetchKeySet(issuer: string, rules: FetchRules): Promise<FetchedKeySet> {
  const { bytes } = await fetchDocument(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, rules)
  const configuration = readStrictObject(bytes)
  // Section 4.3: without this, one issuer could answer for another.
  if (configuration === undefined || ownMember(configuration, 'issuer') !== issuer)
    throw new FetchError('has a configuration that does not name it as the issuer')
  const location = ownMember(configuration, 'jwks_uri')
  if (typeof location !== 'string') throw new FetchError('has a configuration without jwks_uri')
  const set = await fetchDocument(location, rules)
  const keys = readKeySet(set.bytes)
  if (keys === undefined) throw new FetchError('has a key set that is not one, or has more than 100 keys of a kind')
  return { keys, freshFor: freshness(set.cacheControl) }
}

/** RFC 9111, section 5.2.2: `max-age`, within bounds; what must not be kept is asked for as often as the bounds allow. */
export function freshness(cacheControl: string): number {
  const directives = cacheControl
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
  if (directives.includes('no-store') || directives.includes('no-cache')) return LEAST_FRESH
  const [, seconds] = directives.map((one) => /^max-age="?(\d{1,9})"?$/.exec(one)).find((match) => match !== null) ?? []
  return seconds === undefined ? MOST_FRESH : Math.min(MOST_FRESH, Math.max(LEAST_FRESH, Number(seconds)))
}
