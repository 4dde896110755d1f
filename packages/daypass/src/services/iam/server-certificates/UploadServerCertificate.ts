import { serverCertificateArn } from '../../../core/arn.js'
import { type ServerCertificateRecord, serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import type { Reader } from '../../../directory/state.js'
import type { UploadServerCertificateRequest } from '../../../wire/generated/iam.js'
import { quotaExceeded } from '../errors.js'
import { DOCUMENTS_FORM, type IamDeps, operation, timeOf } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { requirePrintable } from '../printable.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { requireChain } from './certificate-chain.js'
import { invalidity, malformed, type ReadCertificate, readCertificate, requireKeyOf } from './certificate-text.js'
import { certificateMetadata } from './server-certificate.js'

const MOST = serverCertificates.quotas.ServerCertificatesPerAccount

/**
 * Keeps a server certificate and its chain (IAM API reference, UploadServerCertificate). The private key must be that of the certificate; it is not kept.
 * A form of a megabyte holds any real chain. AWS allows one of two megabytes, which every request would then be read up to, before its signature is known.
 */
export const UploadServerCertificate = operation('UploadServerCertificate', {
  summary: 'Keeps a server certificate and its chain.',
  actions: ['iam:TagServerCertificate', 'iam:UploadServerCertificate'],
  notEnforced: 'nothing is served with it, and its private key is not kept',
  maxBody: DOCUMENTS_FORM,
  check(input) {
    requirePrintable(input.CertificateBody, 'certificateBody')
    requirePrintable(input.PrivateKey, 'privateKey')
    requirePrintable(input.CertificateChain, 'certificateChain')
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      {
        action: 'iam:UploadServerCertificate',
        resource: serverCertificateArn(account, input.Path ?? ROOT_PATH, input.ServerCertificateName),
      },
      'iam:TagServerCertificate',
      input.Tags,
    ),
  async handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    const { ServerCertificateName: name } = input
    requireRoom(state, account, name)
    const { validTo } = await readWhole(input, deps)
    const certificate: ServerCertificateRecord = {
      account,
      name,
      path: input.Path ?? ROOT_PATH,
      id: serverCertificates.newId(ids, account),
      uploadedAt: timeOf(clock),
      expiresAt: validTo,
      tags: tagsToRecord(input.Tags),
    }
    serverCertificates.add(state, certificate, { body: input.CertificateBody, chain: input.CertificateChain })
    return { ServerCertificateMetadata: certificateMetadata(certificate), Tags: tagsToOutputIfAny(certificate.tags) }
  },
})

function requireRoom(state: Reader, account: string, name: string): void {
  if (serverCertificates.get(state, account, name) !== undefined) throw serverCertificates.exists(name)
  if (serverCertificates.count(state, account, MOST) === MOST) throw quotaExceeded('ServerCertificatesPerAccount', MOST)
}

/** The certificate, which is valid now and goes with its key and its chain. */
async function readWhole(input: UploadServerCertificateRequest, deps: IamDeps): Promise<ReadCertificate> {
  const certificate = readCertificate(input.CertificateBody)
  const reason = invalidity(certificate, deps.clock.now())
  if (reason !== undefined) throw malformed(reason)
  requireKeyOf(certificate, input.PrivateKey)
  if (input.CertificateChain !== undefined) await requireChain(certificate, input.CertificateChain, deps)
  return certificate
}
