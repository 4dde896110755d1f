import { serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { operation } from '../iam.js'
import { resolveTarget } from '../users/user.js'
import { credentialPermission, requireCredential } from './service-credential.js'

/** Deletes a service-specific credential (IAM API reference, DeleteServiceSpecificCredential). */
export const DeleteServiceSpecificCredential = operation('DeleteServiceSpecificCredential', {
  summary: 'Deletes a service-specific credential of a user.',
  actions: ['iam:DeleteServiceSpecificCredential'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [
    credentialPermission(
      'iam:DeleteServiceSpecificCredential',
      resolveTarget(input.UserName, caller, state),
      input.ServiceSpecificCredentialId,
    ),
  ],
  handle(input, caller, { state }) {
    const { user, credential } = requireCredential(resolveTarget(input.UserName, caller, state), input.ServiceSpecificCredentialId)
    serviceCredentials.delete(state, user, credential)
  },
})
