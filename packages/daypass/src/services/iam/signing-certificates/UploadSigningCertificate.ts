import { newCertificateId } from '../../../core/ids.js'
import { type SigningCertificateRecord, signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { IamError } from '../error.js'
import { quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { requirePrintable } from '../printable.js'
import { invalidity, readCertificate } from '../server-certificates/certificate-text.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { certificateHolder, certificateOutput } from './signing-certificate.js'

const MOST = signingCertificates.quotas.CertificatesPerUser

/**
 * Gives a user, or the caller, a signing certificate (IAM API reference, UploadSigningCertificate). No two of an account are the same. AWS does not say
 * what makes one `InvalidCertificate`: here, that it is not valid now.
 */
export const UploadSigningCertificate = operation('UploadSigningCertificate', {
  summary: 'Gives a user a signing certificate.',
  actions: ['iam:UploadSigningCertificate'],
  notEnforced: 'no request is signed with a certificate',
  check(input, caller, { state }) {
    resolveTarget(input.UserName, caller, state)
    requirePrintable(input.CertificateBody, 'certificateBody')
  },
  authorize: (input, caller, { state }) => [targetPermission('iam:UploadSigningCertificate', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, { state, ids, clock }) {
    const holder = certificateHolder(resolveTarget(input.UserName, caller, state))
    const read = readCertificate(input.CertificateBody)
    const explanation = invalidity(read, clock.now())
    if (explanation !== undefined) throw new IamError('InvalidCertificate', 'Unknown', { explanation })
    const certificate: SigningCertificateRecord = {
      id: newCertificateId(ids),
      body: input.CertificateBody,
      fingerprint: read.fingerprint,
      status: 'Active',
      uploadedAt: timeOf(clock),
    }
    if (signingCertificates.isHeld(state, holder.account, read.fingerprint)) throw new IamError('DuplicateCertificate', 'Unknown')
    if (signingCertificates.of(state, holder).length >= MOST) throw quotaExceeded('CertificatesPerUser', MOST)
    signingCertificates.add(state, holder, certificate)
    return { Certificate: certificateOutput(certificate, holder) }
  },
})
