import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { operation } from '../iam.js'
import { requireStatus } from '../key-status.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { requireCertificate } from './signing-certificate.js'

/** Switches a signing certificate off, or on again (IAM API reference, UpdateSigningCertificate). */
export const UpdateSigningCertificate = operation('UpdateSigningCertificate', {
  summary: 'Makes a signing certificate active or inactive.',
  actions: ['iam:UpdateSigningCertificate'],
  notEnforced: 'no request is signed with a certificate',
  check(input, caller, { state }) {
    resolveTarget(input.UserName, caller, state)
    requireStatus(input.Status)
  },
  authorize: (input, caller, { state }) => [targetPermission('iam:UpdateSigningCertificate', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const { holder, certificate } = requireCertificate(resolveTarget(input.UserName, caller, state), input.CertificateId)
    signingCertificates.replace(state, holder, { ...certificate, status: requireStatus(input.Status) })
  },
})
