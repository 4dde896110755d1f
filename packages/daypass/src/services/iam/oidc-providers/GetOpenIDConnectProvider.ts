import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { operation } from '../iam.js'
import { tagsToOutputIfAny } from '../tags/tags.js'
import { checkOidcArn, oidcPermission } from './oidc-provider.js'

/** An OpenID Connect provider. AWS shows its URL without `https://` (IAM API reference, GetOpenIDConnectProvider). */
export const GetOpenIDConnectProvider = operation('GetOpenIDConnectProvider', {
  summary: 'Returns an OpenID Connect provider.',
  actions: ['iam:GetOpenIDConnectProvider'],
  check: (input) => checkOidcArn(input.OpenIDConnectProviderArn),
  authorize: (input, { account }, { state }) => [
    oidcPermission('iam:GetOpenIDConnectProvider', { account, name: input.OpenIDConnectProviderArn, state }),
  ],
  handle(input, { account }, { state }) {
    const { name, clientIds, thumbprints, createdAt, tags } = oidcProviders.require(state, account, input.OpenIDConnectProviderArn)
    return {
      Url: name,
      ClientIDList: [...clientIds],
      ThumbprintList: [...thumbprints],
      CreateDate: new Date(createdAt),
      Tags: tagsToOutputIfAny(tags),
    }
  },
})
