// federation: what a verified login at an identity provider is, for those who verify one and those who decide on it.
// It owns these types, and verifies nothing.
/** Condition keys and their values, as a login or a session has them. */
export type FederatedKeys = Readonly<Record<string, string | readonly string[]>>

/**
 * A login at an identity provider, once its token or assertion has been verified: who asks for a session of a role where a signature does not say so. Only
 * verifying evidence makes one. It belongs to no account, and only the trust policy of the role decides about it (IAM user guide, "Policy evaluation
 * logic": nothing but the trust policy and RCPs apply).
 */
export interface FederatedLogin {
  readonly kind: 'web-identity' | 'saml'
  readonly account: ''
  /** The provider as a trust policy names it: its ARN, or the host of an issuer that needs no provider, like `accounts.google.com`. */
  readonly arn: string
  /**
   * Condition keys of the decision about the session, by name in any letter case: `<issuer>:sub`, `saml:aud`. They cannot replace a key of the request:
   * those are set after them.
   */
  readonly keys: FederatedKeys
  readonly wish: FederatedWish
  readonly shown: ShownLogin
}

/** What the session of a login consists of, as far as the login itself says so. Parameters of the request are not part of it. */
export interface FederatedWish {
  readonly sessionName: string
  /** Those of the condition keys that the session keeps, for every later request. */
  readonly kept: FederatedKeys
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string | undefined
  /** The session lasts at most so many seconds, and ends at this time at the latest, in milliseconds since the epoch; whatever the request says. */
  readonly longest?: number | undefined
  readonly endsAt?: number | undefined
}

/** What the answer says about the login. */
export interface ShownLogin {
  readonly subject: string
  /** The issuer of the token or assertion. */
  readonly issuer: string
  /** Who the token was for; for an assertion the recipient. */
  readonly audience: string
  /** Only of assertions. */
  readonly subjectType?: string
  readonly nameQualifier?: string
}
