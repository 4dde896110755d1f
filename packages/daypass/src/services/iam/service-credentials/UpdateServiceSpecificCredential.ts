import { serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { invalidInput } from '../errors.js'
import { operation } from '../iam.js'
import { requireStatus } from '../key-status.js'
import { resolveTarget } from '../users/user.js'
import { credentialPermission, isExpired, requireCredential } from './service-credential.js'

/**
 * Switches a service-specific credential off, or on again (IAM API reference, UpdateServiceSpecificCredential). One that has expired stays so; the error
 * is our own.
 */
export const UpdateServiceSpecificCredential = operation('UpdateServiceSpecificCredential', {
  summary: 'Makes a service-specific credential active or inactive.',
  actions: ['iam:UpdateServiceSpecificCredential'],
  notEnforced: 'the services that AWS has these credentials for are not here',
  check(input, caller, { state }) {
    resolveTarget(input.UserName, caller, state)
    requireStatus(input.Status)
  },
  authorize: (input, caller, { state }) => [
    credentialPermission(
      'iam:UpdateServiceSpecificCredential',
      resolveTarget(input.UserName, caller, state),
      input.ServiceSpecificCredentialId,
    ),
  ],
  handle(input, caller, { state, clock }) {
    const { user, credential } = requireCredential(resolveTarget(input.UserName, caller, state), input.ServiceSpecificCredentialId)
    if (isExpired(credential, clock.now())) throw invalidInput('The credential has expired. Its status cannot be changed.')
    serviceCredentials.replace(state, user, { ...credential, status: requireStatus(input.Status) })
  },
})
