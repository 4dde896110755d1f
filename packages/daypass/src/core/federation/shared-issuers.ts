/** An issuer of web identity tokens that many customers share, and the condition key that identifies the customer. */
export interface SharedIssuer {
  readonly issuer: string
  readonly key: string
}

/**
 * The claim that identifies the customer of an issuer, or the issuer's own key for it. Source: IAM User Guide, "Identity-provider controls for shared
 * OIDC providers", 2026. Google, Facebook and Amazon, which are not on that page, are our own addition: they need no provider, so that nothing else says
 * whose tokens are taken.
 */
const CLAIMS: ReadonlyMap<string, string> = new Map([
  ['accounts.google.com', 'aud'],
  ['agent.buildkite.com', 'sub'],
  ['api.pulumi.com/oidc', 'aud'],
  ['app.terraform.io', 'sub'],
  ['cognito-identity.amazonaws.com', 'aud'],
  ['gitlab.com', 'sub'],
  ['graph.facebook.com', 'app_id'],
  ['oidc-configuration.audit-log.githubusercontent.com', 'sub'],
  ['oidc.codefresh.io', 'sub'],
  ['oidc.vercel.com', 'aud'],
  ['proidc.upbound.io', 'sub'],
  ['sandboxes.cloud', 'aud'],
  ['scalr.io', 'sub'],
  ['sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d', 'sts:RoleSessionName'],
  ['studio.datachain.ai/api', 'sub'],
  ['token.actions.githubusercontent.com', 'sub'],
  ['tokens.cloud.shisho.dev', 'sub'],
  ['vstoken.actions.githubusercontent.com', 'sub'],
  ['www.amazon.com', 'app_id'],
])

const PROVIDER = /^arn:[^:]*:iam::[^:]*:oidc-provider\//

/** The shared issuer that a principal of type Federated names; undefined if it is not a known one. */
export function sharedIssuer(federated: string): SharedIssuer | undefined {
  const issuer = federated.replace(PROVIDER, '').replace(/\/$/, '')
  const claim = CLAIMS.get(issuer.toLowerCase())
  return claim === undefined ? undefined : { issuer, key: claim.includes(':') ? claim : `${issuer}:${claim}` }
}
