import { samlMetadataOf, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { operation } from '../iam.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { checkSamlArn, samlPermission } from './saml-provider.js'

/** A SAML provider with its metadata as it was given, and the ids of its private keys (IAM API reference, GetSAMLProvider). */
export const GetSAMLProvider = operation('GetSAMLProvider', {
  summary: 'Returns a SAML provider with its metadata.',
  actions: ['iam:GetSAMLProvider'],
  check: (input) => checkSamlArn(input.SAMLProviderArn),
  authorize: (input, { account }, { state }) => [samlPermission('iam:GetSAMLProvider', { account, name: input.SAMLProviderArn, state })],
  handle(input, { account }, { state }) {
    const provider = samlProviders.require(state, account, input.SAMLProviderArn)
    return {
      SAMLProviderUUID: provider.uuid,
      SAMLMetadataDocument: samlMetadataOf(state, provider).document,
      CreateDate: new Date(provider.createdAt),
      ValidUntil: new Date(provider.validUntil),
      Tags: tagsToOutputIfAny(provider.tags),
      AssertionEncryptionMode: provider.encryption,
      PrivateKeyList: provider.privateKeys.map(({ id, addedAt }) => ({ KeyId: id, Timestamp: new Date(addedAt) })),
    }
  },
})
