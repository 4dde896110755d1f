/** What an installation says about SAML assertions. Times are milliseconds. */
export interface SamlSettings {
  /** How far the clocks of the identity provider and of this server may differ. */
  readonly clockSkew: number
  /** How long after its issue an assertion may be used. */
  readonly longestAge: number
  /** Addresses for SAML responses besides those of AWS and of this server, to the letter. */
  readonly recipients: readonly string[]
  /** Whether an assertion may be used several times while it is valid, as on AWS, or once. */
  readonly replay: 'allowed' | 'strict'
}

/** The settings where the operator says nothing. AWS does not tell its clock skew; the age is its own (IAM user guide, "Troubleshooting SAML 2.0 federation with AWS"). */
export const SAML_DEFAULTS: SamlSettings = { clockSkew: 60_000, longestAge: 300_000, recipients: [], replay: 'allowed' }
