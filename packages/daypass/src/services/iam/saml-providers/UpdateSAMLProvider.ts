import {
  putSamlProvider,
  type SamlPrivateKey,
  type SamlProviderRecord,
  samlProviders,
} from '../../../directory/iam/identity-providers/saml-provider.js'
import { IamError } from '../error.js'
import { quotaExceeded } from '../errors.js'
import { DOCUMENTS_FORM, type IamDeps, operation } from '../iam.js'
import { newPrivateKey } from './private-key.js'
import { checkMetadataSize, checkSamlArn, requireEncryption, requireMetadata, samlPermission } from './saml-provider.js'

const MOST_KEYS = samlProviders.quotas.PrivateKeysPerSAMLProvider

/** Changes what is given of a SAML provider: its metadata, its encryption mode, its private keys (IAM API reference, UpdateSAMLProvider). */
export const UpdateSAMLProvider = operation('UpdateSAMLProvider', {
  summary: 'Changes the metadata or the keys of a SAML provider.',
  actions: ['iam:UpdateSAMLProvider'],
  maxBody: DOCUMENTS_FORM,
  check(input) {
    checkSamlArn(input.SAMLProviderArn)
    requireEncryption(input.AssertionEncryptionMode)
    checkMetadataSize(input.SAMLMetadataDocument)
  },
  authorize: (input, { account }, { state }) => [samlPermission('iam:UpdateSAMLProvider', { account, name: input.SAMLProviderArn, state })],
  async handle(input, { account }, deps) {
    const { state } = deps
    const provider = samlProviders.require(state, account, input.SAMLProviderArn)
    const { SAMLMetadataDocument: document, AssertionEncryptionMode: mode } = input
    const changed: SamlProviderRecord = {
      ...provider,
      encryption: requireEncryption(mode) ?? provider.encryption,
      privateKeys: changedKeys(provider, { remove: input.RemovePrivateKey, add: input.AddPrivateKey }, deps),
    }
    if (document === undefined) samlProviders.put(state, changed)
    else {
      const { metadata, validUntil } = await requireMetadata(document, deps)
      putSamlProvider(state, { ...changed, validUntil }, metadata)
    }
    return { SAMLProviderArn: samlProviders.arn(provider) }
  },
})

/** The keys without one, and with another. One is removed first, so that one request can replace a key where there are two. */
function changedKeys(
  { privateKeys, uuid }: SamlProviderRecord,
  { remove, add }: { readonly remove: string | undefined; readonly add: string | undefined },
  deps: IamDeps,
): readonly SamlPrivateKey[] {
  const kept = privateKeys.filter(({ id }) => id !== remove)
  if (remove !== undefined && kept.length === privateKeys.length)
    throw new IamError('NoSuchEntity', 'Unknown', { explanation: 'The provider has no private key with the id of RemovePrivateKey.' })
  if (add === undefined) return kept
  if (kept.length >= MOST_KEYS) throw quotaExceeded('PrivateKeysPerSAMLProvider', MOST_KEYS)
  return [...kept, newPrivateKey(add, uuid, deps)]
}
