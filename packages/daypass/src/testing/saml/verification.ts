import type { KeyObject } from 'node:crypto'
import type { SamlRules } from '../../federation/saml/read-assertion.js'
import { SAML_DEFAULTS } from '../../federation/saml/saml-settings.js'
import type { SamlTrust } from '../../federation/saml/signed-assertion.js'
import { type SamlResult, verifyResponse } from '../../federation/saml/verify-response.js'
import { START } from '../world.js'
import { ENTITY_ID, encoded, RECIPIENT } from './identity-provider.js'
import { KEYS } from './key-pairs.js'

/** The provider of the tests, which trusts one key. */
export const trustOf = (signingKeys: readonly KeyObject[] = [KEYS.rsa.publicKey], over: Partial<SamlTrust> = {}): SamlTrust => ({
  entityId: ENTITY_ID,
  signingKeys,
  encryption: undefined,
  privateKeys: () => [],
  ...over,
})

export const RULES: SamlRules = {
  ...SAML_DEFAULTS,
  now: START,
  isRecipient: (address) => address === RECIPIENT,
  isAudience: (name) => name === RECIPIENT || name === 'urn:amazon:webservices',
}

/** Verifies a document as a client would send it. */
export const verify = (document: string, trust: SamlTrust = trustOf(), rules: SamlRules = RULES): SamlResult =>
  verifyResponse(encoded(document), trust, rules)

/** `accepted`, or the message of the refusal. */
export const verdict = (document: string, trust?: SamlTrust, rules?: SamlRules): string => {
  const result = verify(document, trust, rules)
  return result.ok ? 'accepted' : result.refusal.message
}
