import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { operation } from '../iam.js'
import { certificatePermission } from './server-certificate.js'

/** Deletes a server certificate; nothing here could be using it (IAM API reference, DeleteServerCertificate). */
export const DeleteServerCertificate = operation('DeleteServerCertificate', {
  summary: 'Deletes a server certificate.',
  actions: ['iam:DeleteServerCertificate'],
  authorize: (input, { account }, { state }) => [
    certificatePermission('iam:DeleteServerCertificate', { account, name: input.ServerCertificateName, state }),
  ],
  handle(input, { account }, { state }) {
    serverCertificates.delete(state, serverCertificates.require(state, account, input.ServerCertificateName))
  },
})
