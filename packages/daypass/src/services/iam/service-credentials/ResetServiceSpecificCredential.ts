import { serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { operation } from '../iam.js'
import { resolveTarget } from '../users/user.js'
import { newSecret } from './credential-secret.js'
import { credentialMetadata, credentialPermission, credentialWithSecret, requireCredential } from './service-credential.js'

/**
 * Gives a service-specific credential a new secret, which is only returned here; all else stays, its status and expiry too (IAM API reference,
 * ResetServiceSpecificCredential; the status is recorded on AWS).
 */
export const ResetServiceSpecificCredential = operation('ResetServiceSpecificCredential', {
  summary: 'Gives a service-specific credential a new secret.',
  actions: ['iam:ResetServiceSpecificCredential'],
  notEnforced: 'the services that AWS has these credentials for are not here',
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [
    credentialPermission(
      'iam:ResetServiceSpecificCredential',
      resolveTarget(input.UserName, caller, state),
      input.ServiceSpecificCredentialId,
    ),
  ],
  handle(input, caller, { state, ids, clock }) {
    const { user, credential } = requireCredential(resolveTarget(input.UserName, caller, state), input.ServiceSpecificCredentialId)
    const { secret, digest } = newSecret(ids, credential)
    serviceCredentials.replace(state, user, { ...credential, digest })
    return { ServiceSpecificCredential: credentialWithSecret(credentialMetadata(credential, user, clock.now()), secret) }
  },
})
