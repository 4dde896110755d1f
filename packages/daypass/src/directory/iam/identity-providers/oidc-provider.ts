import { defineKeys } from '../../key-space.js'
import { type IdentityProviderRecord, providerResource } from './identity-provider.js'

/** An OpenID Connect provider. Its `name` is the URL of the issuer without `https://`, letter case and a slash at the end kept. */
export interface OidcProviderRecord extends IdentityProviderRecord {
  /** The audiences that tokens may be for, each once. */
  readonly clientIds: readonly string[]
  /** SHA-1 digests of certificates, in lower-case hexadecimal, in the order given. */
  readonly thumbprints: readonly string[]
  /** Set where the scheme of the issuer is `http`: on loopback, for development. */
  readonly http?: true | undefined
}

/** OpenID Connect providers by host and path. */
export const oidcProviderKeys = defineKeys('oidc-provider/<account>/<host and path>', {
  record: 'an OpenID Connect provider: client ids, thumbprints, tags',
  lifetime: 'until deleted',
})

/** The OpenID Connect providers of all accounts. */
export const oidcProviders = {
  ...providerResource<OidcProviderRecord>({
    kind: 'oidc-provider',
    keys: oidcProviderKeys,
    notFound: (arn) => `OpenIDConnect Provider not found for arn ${arn}`,
    exists: (name) => `Provider with url https://${name} already exists.`,
  }),
  /** Providers of an account, client ids and thumbprints of one provider, at most (IAM quotas). */
  quotas: { OpenIdConnectProvidersPerAccount: 100, ClientIdsPerOpenIdConnectProvider: 100, thumbprints: 5 },
}
