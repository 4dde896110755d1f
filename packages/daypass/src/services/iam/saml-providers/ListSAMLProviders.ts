import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { operation } from '../iam.js'

/** All SAML providers of the account; AWS has no pages of them (IAM API reference, ListSAMLProviders). */
export const ListSAMLProviders = operation('ListSAMLProviders', {
  summary: 'Lists the SAML providers of the account.',
  actions: ['iam:ListSAMLProviders'],
  authorize: () => [{ action: 'iam:ListSAMLProviders', resource: '*' }],
  handle: (_input, { account }, { state }) => ({
    SAMLProviderList: Array.from(samlProviders.each(state, account), (provider) => ({
      Arn: samlProviders.arn(provider),
      ValidUntil: new Date(provider.validUntil),
      CreateDate: new Date(provider.createdAt),
    })),
  }),
})
