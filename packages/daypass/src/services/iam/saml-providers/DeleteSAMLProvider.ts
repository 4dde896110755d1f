import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { operation } from '../iam.js'
import { checkSamlArn, samlPermission } from './saml-provider.js'

/** Deletes a SAML provider (IAM API reference, DeleteSAMLProvider). Roles that trust it stay as they are. */
export const DeleteSAMLProvider = operation('DeleteSAMLProvider', {
  summary: 'Deletes a SAML provider.',
  actions: ['iam:DeleteSAMLProvider'],
  check: (input) => checkSamlArn(input.SAMLProviderArn),
  authorize: (input, { account }, { state }) => [samlPermission('iam:DeleteSAMLProvider', { account, name: input.SAMLProviderArn, state })],
  handle(input, { account }, { state }) {
    samlProviders.delete(state, samlProviders.require(state, account, input.SAMLProviderArn))
  },
})
