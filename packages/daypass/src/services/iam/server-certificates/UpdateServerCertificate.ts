import { serverCertificateArn } from '../../../core/arn.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { operation } from '../iam.js'
import { renamedTo, renamePermissions } from '../renaming.js'

const renamable = { resource: serverCertificates, arn: serverCertificateArn }

/** Gives a server certificate another name or path; it keeps its id and tags (IAM API reference, UpdateServerCertificate). */
export const UpdateServerCertificate = operation('UpdateServerCertificate', {
  summary: 'Changes the name or path of a server certificate.',
  actions: ['iam:UpdateServerCertificate'],
  authorize: ({ ServerCertificateName, NewServerCertificateName, NewPath }, { account }, { state }) =>
    renamePermissions(renamable, 'iam:UpdateServerCertificate', {
      named: { account, name: ServerCertificateName, state },
      to: { name: NewServerCertificateName, path: NewPath },
    }),
  handle({ ServerCertificateName, NewServerCertificateName, NewPath }, { account }, { state }) {
    const certificate = serverCertificates.require(state, account, ServerCertificateName)
    const renamed = renamedTo(renamable, state, { record: certificate, to: { name: NewServerCertificateName, path: NewPath } })
    serverCertificates.rename(state, certificate, renamed)
  },
})
