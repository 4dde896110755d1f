/** An error code of STS for an assertion that is refused. */
export type SamlRefusalCode = 'InvalidIdentityToken' | 'ExpiredTokenException' | 'AccessDenied'

/**
 * Why an assertion is refused: the code and the message as AWS sends them, and the explanation in daypass's own words. The explanation names rules, never
 * the content of the assertion.
 */
export interface SamlRefusal {
  readonly code: SamlRefusalCode
  readonly message: string
  readonly explanation: string
}

/** Stops the verification. It is caught in `verifyResponse` and `readLogin` and becomes a value there. */
export class Refuse extends Error {
  readonly refusal: SamlRefusal
  constructor(refusal: SamlRefusal) {
    // A refusal is a normal outcome, and capturing a stack trace costs more than most checks.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(refusal.message)
    Error.stackTraceLimit = stackTraceLimit
    this.refusal = refusal
  }
}

const invalid = (message: string) => (explanation: string) => new Refuse({ code: 'InvalidIdentityToken', message, explanation })
const expired = (message: string) => (explanation: string) => new Refuse({ code: 'ExpiredTokenException', message, explanation })

// The texts of AWS: IAM user guide, "Troubleshooting SAML 2.0 federation with AWS"; `expired` and `issuedTooLongAgo` observed. Where AWS documents no text, the
// general one is used, and the explanation says what is wrong.

/** What is not base64 of UTF-8. */
export const notBase64 = invalid('Invalid base64 SAMLResponse')
/** A document that is no SAML response, or outside the profile that daypass reads. */
export const notSaml = invalid('Invalid SAML response')
/** An issuer that the metadata does not name. */
export const otherIssuer = invalid('Issuer not present in specified provider')
/** No signature, or one that does not verify. */
export const notSigned = invalid('Response signature invalid')
/** An audience that is not this service. */
export const otherAudience = invalid('Response does not contain the required audience.')
/** After the end of the assertion. */
export const hasExpired = expired('Response has expired')
/** Sent more than five minutes after it was issued. */
export const issuedTooLongAgo = expired('Token must be redeemed within 5 minutes of issuance')
/** One that was used before, where it may be used once; the text is ours. */
export const usedBefore = invalid('The assertion has been used before')
/** An attribute of AWS that is missing or not as it must be, with AWS's text where there is one. */
export const badAttribute = (message: string, explanation = message) => invalid(message)(explanation)
/** What AWS answers with AccessDenied. */
export const notAllowed = (explanation: string) =>
  new Refuse({ code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithSAML', explanation })
