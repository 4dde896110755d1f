import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { operation } from '../iam.js'
import { tagsToOutput } from '../tags/tags.js'
import { certificateMetadata, certificatePermission } from './server-certificate.js'

/** A server certificate with its chain and its tags, also where it has none (IAM API reference, GetServerCertificate; tags recorded on AWS). */
export const GetServerCertificate = operation('GetServerCertificate', {
  summary: 'Returns a server certificate with its chain.',
  actions: ['iam:GetServerCertificate'],
  authorize: (input, { account }, { state }) => [
    certificatePermission('iam:GetServerCertificate', { account, name: input.ServerCertificateName, state }),
  ],
  handle(input, { account }, { state }) {
    const certificate = serverCertificates.require(state, account, input.ServerCertificateName)
    const { body, chain } = serverCertificates.textOf(state, certificate)
    return {
      ServerCertificate: {
        ServerCertificateMetadata: certificateMetadata(certificate),
        CertificateBody: body,
        CertificateChain: chain,
        Tags: tagsToOutput(certificate.tags),
      },
    }
  },
})
