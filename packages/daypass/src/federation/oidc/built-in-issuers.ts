/**
 * Issuers that need no provider, and their hosts, which trust policies name: whoever trusts one says in a condition which audiences it takes, and must (IAM user
 * guide, "Principal", "Identity-provider controls for shared OIDC providers"). Google signs under both names.
 */
const BUILT_IN: Readonly<Record<string, string>> = {
  'accounts.google.com': 'accounts.google.com',
  'https://accounts.google.com': 'accounts.google.com',
  'https://cognito-identity.amazonaws.com': 'cognito-identity.amazonaws.com',
}

/** The host of an issuer that needs no provider; undefined for all others. */
export const builtInHost = (issuer: string): string | undefined => (Object.hasOwn(BUILT_IN, issuer) ? BUILT_IN[issuer] : undefined)

/** Whether a trust policy names such an issuer by this. */
export const isBuiltInHost = (host: string): boolean => Object.values(BUILT_IN).includes(host)
