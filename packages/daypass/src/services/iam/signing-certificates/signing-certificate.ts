/**
 * signing-certificates: X.509 certificates of users and of the root user, which AWS has for the oldest of its SOAP interfaces. They are kept, listed and
 * shown for the tools that manage them; no request is signed with one. Owns whose they are. Leaves reading them to server-certificates.
 */
import type { HolderId } from '../../../directory/holdings.js'
import { type SigningCertificateRecord, signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import type { SigningCertificate } from '../../../wire/generated/iam.js'
import { holderOf } from '../access-keys/key-holder.js'
import { noSuchEntity } from '../errors.js'
import type { TargetUser } from '../users/user.js'

/** Whose certificates a call is about; the root user has no name. */
export interface CertificateHolder extends HolderId {
  readonly name: string | undefined
}

/** The holder that the call names, or that it comes from. Throws `NoSuchEntity`. */
export function certificateHolder(target: TargetUser): CertificateHolder {
  const { account, id, name } = holderOf(target) ?? { account: target.account, id: target.account, name: undefined }
  return { account, id, name }
}

/** The certificate with this id, if it is the holder's. */
export function requireCertificate(target: TargetUser, id: string): { holder: CertificateHolder; certificate: SigningCertificateRecord } {
  const holder = certificateHolder(target)
  const certificate = signingCertificates.of(target.state, holder).find((one) => one.id === id)
  if (certificate === undefined) throw noSuchEntity(`The Certificate with id ${id} cannot be found.`)
  return { holder, certificate }
}

/** A signing certificate as responses contain it, without a name where it is the root user's. */
export function certificateOutput(
  { id, body, status, uploadedAt }: SigningCertificateRecord,
  { name }: CertificateHolder,
): SigningCertificate {
  const shown = { CertificateId: id, CertificateBody: body, Status: status, UploadDate: new Date(uploadedAt) }
  return (name === undefined ? shown : { UserName: name, ...shown }) as SigningCertificate
}
