import { defineKeys } from '../../key-space.js'
import type { Reader, Writer } from '../../state.js'
import { type IdentityProviderRecord, providerResource } from './identity-provider.js'

/** A SAML provider, without its metadata document, which has a record of its own: a list reads every provider, and no document. */
export interface SamlProviderRecord extends IdentityProviderRecord {
  /** 32 characters of `[0-9A-F]`; another provider that gets the same name has another. */
  readonly uuid: string
  /** The time at which its metadata expires, in milliseconds since the epoch. */
  readonly validUntil: number
  /** Whether assertions must be encrypted; absent until it is chosen. */
  readonly encryption?: 'Required' | 'Allowed' | undefined
  /** What decrypts assertions, oldest first. */
  readonly privateKeys: readonly SamlPrivateKey[]
}

/** A private key of a SAML provider. */
export interface SamlPrivateKey {
  /** 32 characters of `[0-9A-F]` */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly addedAt: number
  /** Its PKCS #8 form, sealed with the key ring's storage key and bound to provider and id. */
  readonly key: { readonly version: number; readonly sealed: string }
}

/** The metadata of a SAML provider. */
export interface SamlMetadataRecord {
  /** As it was given. */
  readonly document: string
  /** What was read from it when it was saved: the identity provider's name, and the certificates of its signing keys, in base64 (DER). */
  readonly entityId: string
  readonly signingCertificates: readonly string[]
}

/** SAML providers by name. */
export const samlProviderKeys = defineKeys('saml-provider/<account>/<name>', {
  record: 'a SAML provider: its id, expiry, sealed private keys, tags',
  lifetime: 'until deleted',
})

/** Metadata by the name of its provider. */
export const samlMetadataKeys = defineKeys('saml-metadata/<account>/<name>', {
  record: 'the metadata document of a SAML provider, and what was read from it',
  lifetime: 'until its provider is deleted',
})

const resource = providerResource<SamlProviderRecord>({
  kind: 'saml-provider',
  keys: samlProviderKeys,
  notFound: (arn) => `Manifest not found for arn ${arn}`,
  exists: () => 'Unknown',
})

/** The SAML providers of all accounts. */
export const samlProviders = {
  ...resource,
  /** Deletes the provider with its metadata. */
  delete(state: Writer, provider: SamlProviderRecord): void {
    state.delete(samlMetadataKeys.key(provider.account, provider.name))
    resource.delete(state, provider)
  },
  /** The provider of an account with this id. */
  findByUuid(state: Reader, account: string, uuid: string): SamlProviderRecord | undefined {
    for (const provider of resource.each(state, account)) if (provider.uuid === uuid) return provider
    return undefined
  },
  /** Providers of an account, and private keys of one provider, at most (IAM quotas). */
  quotas: { SAMLProvidersPerAccount: 100, PrivateKeysPerSAMLProvider: 2 },
}

/** The metadata of a provider, which always has one. */
export function samlMetadataOf(state: Reader, { account, name }: SamlProviderRecord): SamlMetadataRecord {
  const metadata = state.get<SamlMetadataRecord>(samlMetadataKeys.key(account, name))
  if (metadata === undefined) throw new Error(`the SAML provider ${name} of ${account} has no metadata`)
  return metadata
}

/** Stores a provider together with its metadata. */
export function putSamlProvider(state: Writer, provider: SamlProviderRecord, metadata: SamlMetadataRecord): void {
  state.put(samlMetadataKeys.key(provider.account, provider.name), metadata)
  resource.put(state, provider)
}
