import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { operation } from '../iam.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { requireCertificate } from './signing-certificate.js'

/** Deletes a signing certificate (IAM API reference, DeleteSigningCertificate). */
export const DeleteSigningCertificate = operation('DeleteSigningCertificate', {
  summary: 'Deletes a signing certificate of a user.',
  actions: ['iam:DeleteSigningCertificate'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:DeleteSigningCertificate', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const { holder, certificate } = requireCertificate(resolveTarget(input.UserName, caller, state), input.CertificateId)
    signingCertificates.delete(state, holder, certificate)
  },
})
