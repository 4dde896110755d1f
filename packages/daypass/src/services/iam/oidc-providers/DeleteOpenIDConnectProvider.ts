import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { operation } from '../iam.js'
import { checkOidcArn, oidcPermission } from './oidc-provider.js'

/**
 * Deletes an OpenID Connect provider; one that does not exist is not an error (IAM API reference, DeleteOpenIDConnectProvider). Roles that trust it
 * stay as they are.
 */
export const DeleteOpenIDConnectProvider = operation('DeleteOpenIDConnectProvider', {
  summary: 'Deletes an OpenID Connect provider.',
  actions: ['iam:DeleteOpenIDConnectProvider'],
  check: (input) => checkOidcArn(input.OpenIDConnectProviderArn),
  authorize: (input, { account }, { state }) => [
    oidcPermission('iam:DeleteOpenIDConnectProvider', { account, name: input.OpenIDConnectProviderArn, state }),
  ],
  handle(input, { account }, { state }) {
    const provider = oidcProviders.find(state, account, input.OpenIDConnectProviderArn)
    if (provider !== undefined) oidcProviders.delete(state, provider)
  },
})
