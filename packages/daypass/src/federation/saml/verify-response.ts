/**
 * saml: whether a SAML response is a login at an identity provider, and what it says (SAML V2.0 Core and Profiles, OASIS 2005; IAM user guide, "Configure SAML
 * assertions for the authentication response").
 * Owns every check of a response, from its bytes to its attributes, as pure functions of the response, the provider and the time. Refuses what it does not
 * know. Reaches no network and no file, and expands no entity. What is read of an assertion is read from the bytes that its signature covers, and from
 * nothing else. Leaves the trust policy, and what the login may do, to sts.
 */
import { base64Bytes } from './base64.js'
import { readAssertion, type SamlRules, type VerifiedAssertion } from './read-assertion.js'
import { notBase64, Refuse, type SamlRefusal } from './refusal.js'
import { type SamlTrust, signedAssertion } from './signed-assertion.js'
import { notSaml } from './refusal.js'

/** Characters of an assertion, at most (STS API reference, AssumeRoleWithSAML). */
const LONGEST = 100_000

/** A verified assertion, or why there is none. */
export type SamlResult =
  | { readonly ok: true; readonly assertion: VerifiedAssertion }
  | { readonly ok: false; readonly refusal: SamlRefusal }

/**
 * Verifies the base64 of a SAML response. In this order: size and base64, XML and structure, issuer, signatures, times, audience and recipient; the first
 * problem is the answer. Takes time and memory in proportion to the length.
 */
export function verifyResponse(encoded: string, trust: SamlTrust, rules: SamlRules): SamlResult {
  try {
    const { assertion, response } = signedAssertion(decode(encoded), trust)
    const verified = readAssertion(assertion, { ...rules, entityId: trust.entityId })
    const { destination, inResponseTo } = response
    if (destination !== undefined && destination !== '' && !rules.isRecipient(destination))
      throw notSaml('The Destination of the Response must be an address for SAML responses of AWS or of this server.')
    if (rules.inResponseTo !== undefined && inResponseTo !== rules.inResponseTo)
      throw notSaml('The Response must answer the request that this server sent.')
    return { ok: true, assertion: verified }
  } catch (error) {
    if (error instanceof Refuse) return { ok: false, refusal: error.refusal }
    throw error
  }
}

function decode(encoded: string): string {
  const bytes = encoded.length > LONGEST ? undefined : base64Bytes(encoded)
  if (bytes === undefined) throw notBase64('The assertion must be base64, with 100,000 characters at most.')
  try {
    // A byte order mark is kept, and is then no XML: there is one spelling of a document.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw notBase64('The assertion must be base64 of text in UTF-8.')
  }
}
