import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { operation } from '../iam.js'

/** All OpenID Connect providers of the account; AWS has no pages of them (IAM API reference, ListOpenIDConnectProviders). */
export const ListOpenIDConnectProviders = operation('ListOpenIDConnectProviders', {
  summary: 'Lists the OpenID Connect providers of the account.',
  actions: ['iam:ListOpenIDConnectProviders'],
  authorize: () => [{ action: 'iam:ListOpenIDConnectProviders', resource: '*' }],
  handle: (_input, { account }, { state }) => ({
    OpenIDConnectProviderList: Array.from(oidcProviders.each(state, account), (provider) => ({ Arn: oidcProviders.arn(provider) })),
  }),
})
