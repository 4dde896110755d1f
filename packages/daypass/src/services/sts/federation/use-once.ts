import { createHash } from 'node:crypto'
import { CommonError } from '../../../core/error.js'
import { samlMetadataOf, type SamlProviderRecord } from '../../../directory/iam/identity-providers/saml-provider.js'
import type { Writer } from '../../../directory/state.js'
import { usedAssertions } from '../../../directory/sts/used-assertion.js'
import type { VerifiedAssertion } from '../../../federation/saml/read-assertion.js'
import { hasExpired, usedBefore } from '../../../federation/saml/refusal.js'
import { samlError } from './saml-error.js'

/**
 * Uses an assertion up, or refuses one that was: in one transaction, so that of two requests at the same time one wins. It stays used when
 * the trust policy then denies, as an MFA code does (SAML V2.0 Profiles, section 4.1.4.5: bearer assertions must not be replayed).
 */
export function useOnce(
  state: Writer,
  assertion: VerifiedAssertion,
  { provider, now }: { provider: SamlProviderRecord; now: number },
): void {
  const { account } = provider
  // It was verified before this transaction began, and the record of its use may have been deleted meanwhile, because it has ended.
  if (now >= assertion.acceptedUntil) throw samlError(hasExpired('The assertion has ended while it was verified.').refusal)
  const digests = digestsOf(assertion, account, samlMetadataOf(state, provider))
  if (usedAssertions.isUsed(state, digests)) throw samlError(usedBefore('With --saml-replay strict an assertion is taken once.').refusal)
  if (usedAssertions.isFull(state, account, now))
    throw new CommonError('ServiceUnavailable', 'Too many assertions have been used in a short time. Please try again.')
  usedAssertions.add(state, { account, digests, until: assertion.acceptedUntil }, now)
}

/**
 * By the account, whatever becomes of its provider. And by the certificates, for other accounts: an assertion for roles of several is one for all that have
 * the same metadata, and an account that makes a provider of the same name with keys of its own uses up nobody else's.
 */
function digestsOf(
  { id }: VerifiedAssertion,
  account: string,
  { entityId, signingCertificates }: { entityId: string; signingCertificates: readonly string[] },
): readonly [string, string] {
  return [digest('account', account, entityId, id), digest('certificates', entityId, id, ...[...signingCertificates].sort())]
}

const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
