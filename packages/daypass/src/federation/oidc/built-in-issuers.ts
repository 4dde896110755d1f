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

/** Providers of access tokens, which need no provider either; the ProviderId of a request names one (STS API reference, AssumeRoleWithWebIdentity). */
export const LOGIN_PROVIDERS = ['graph.facebook.com', 'www.amazon.com'] as const

/** One of {@link LOGIN_PROVIDERS}. */
export type LoginProvider = (typeof LOGIN_PROVIDERS)[number]

export const isLoginProvider = (name: string): name is LoginProvider => (LOGIN_PROVIDERS as readonly string[]).includes(name)

/** Whether a trust policy names an issuer or a provider of access tokens by this. */
export const isBuiltInHost = (host: string): boolean => isLoginProvider(host) || Object.values(BUILT_IN).includes(host)
