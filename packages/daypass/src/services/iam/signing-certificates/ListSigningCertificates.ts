import { inOrder } from '../../../credentials/pages.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { certificateHolder, certificateOutput } from './signing-certificate.js'

/** The signing certificates of a user, or of the caller itself, which may be the root user (IAM API reference, ListSigningCertificates). */
export const ListSigningCertificates = operation('ListSigningCertificates', {
  summary: 'Lists the signing certificates of a user.',
  actions: ['iam:ListSigningCertificates'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:ListSigningCertificates', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, deps) {
    const holder = certificateHolder(resolveTarget(input.UserName, caller, deps.state))
    const shown = signingCertificates.of(deps.state, holder).map((certificate) => certificateOutput(certificate, holder))
    const certificates = inOrder(shown, ({ CertificateId }) => CertificateId)
    const { account, id } = holder
    const { items, end } = pageOf(input, { ...certificates, operation: 'ListSigningCertificates', account, filter: [id] }, deps)
    return { Certificates: items, ...end }
  },
})
