/**
 * server-certificates: certificates that AWS's load balancers would be served with. They are kept, listed and shown for the tools that manage them;
 * nothing is served with them here. Owns how certificates and their chains are read. Refuses to keep a private key: it is compared with its
 * certificate, and forgotten.
 */
import { type ServerCertificateRecord, serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import type { ServerCertificateMetadata } from '../../../wire/generated/iam.js'

/** What must be allowed for an action on a server certificate. */
export const certificatePermission = serverCertificates.permission

/** A server certificate as lists contain it: without its text and tags. */
export const certificateMetadata = (certificate: ServerCertificateRecord): ServerCertificateMetadata => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: serverCertificates.arn(certificate),
  UploadDate: new Date(certificate.uploadedAt),
  Expiration: new Date(certificate.expiresAt),
})
