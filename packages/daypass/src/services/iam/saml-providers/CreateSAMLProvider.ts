import { providerArn } from '../../../core/arn.js'
import { newLongId } from '../../../core/ids.js'
import { putSamlProvider, type SamlProviderRecord, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { quotaExceeded } from '../errors.js'
import { DOCUMENTS_FORM, operation, timeOf } from '../iam.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { newPrivateKey } from './private-key.js'
import { checkMetadataSize, requireEncryption, requireMetadata } from './saml-provider.js'

const MOST = samlProviders.quotas.SAMLProvidersPerAccount

/** Makes a SAML provider from the metadata of an identity provider (IAM API reference, CreateSAMLProvider). */
export const CreateSAMLProvider = operation('CreateSAMLProvider', {
  summary: 'Makes a SAML provider from metadata.',
  actions: ['iam:CreateSAMLProvider', 'iam:TagSAMLProvider'],
  maxBody: DOCUMENTS_FORM,
  check(input) {
    requireEncryption(input.AssertionEncryptionMode)
    checkMetadataSize(input.SAMLMetadataDocument)
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreateSAMLProvider', resource: providerArn(account, 'saml-provider', input.Name) },
      'iam:TagSAMLProvider',
      input.Tags,
    ),
  async handle(input, { account }, deps) {
    const { state, clock, ids } = deps
    if (samlProviders.get(state, account, input.Name) !== undefined) throw samlProviders.exists(input.Name)
    if (samlProviders.count(state, account, MOST) === MOST) throw quotaExceeded('SAMLProvidersPerAccount', MOST)
    const { metadata, validUntil } = await requireMetadata(input.SAMLMetadataDocument, deps)
    const uuid = newLongId(ids)
    const provider: SamlProviderRecord = {
      account,
      name: input.Name,
      uuid,
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
      validUntil,
      encryption: requireEncryption(input.AssertionEncryptionMode),
      privateKeys: input.AddPrivateKey === undefined ? [] : [newPrivateKey(input.AddPrivateKey, uuid, deps)],
    }
    putSamlProvider(state, provider, metadata)
    return { SAMLProviderArn: samlProviders.arn(provider), Tags: tagsToOutputIfAny(provider.tags) }
  },
})
