/**
 * service-credentials: user names and passwords, or API keys, with which users sign in to one service of AWS. They are kept, listed and rotated for the
 * tools that manage them, and open nothing: none of these services is here. Owns whose they are and when they have expired. Keeps no secret, only its
 * digest.
 */
import { type ServiceCredential, serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ServiceSpecificCredential, ServiceSpecificCredentialMetadata } from '../../../wire/generated/iam.js'
import { holderOf } from '../access-keys/key-holder.js'
import { noSuchEntity } from '../errors.js'
import { type TargetUser, targetPermission } from '../users/user.js'
import { apiKeyOf, SERVICES } from './credential-secret.js'

/** `NoSuchEntity` for a service that has no such credentials: not the `NotSupportedService` of the model (recorded on AWS). */
export function requireService(service: string): void {
  if (!Object.hasOwn(SERVICES, service)) throw noSuchEntity(`No such service ${service} is supported for Service Specific Credentials`)
}

/** Whose no credential is: there is the same to read for a user that does not exist, and for the root user, which has none. */
const NOBODY = { id: '' }

/** The credential with this id, if it is the user's. */
function credentialOf(target: TargetUser, user: UserRecord | undefined, id: string): ServiceCredential | undefined {
  const { account, state } = target
  return serviceCredentials.of(state, { account, ...(user ?? NOBODY) }).find((one) => one.id === id)
}

/** What must be allowed for an action on a credential, of a user or of the caller (Service Authorization Reference). */
export function credentialPermission(action: string, target: TargetUser, id: string): RequiredPermission {
  const user = target.kind === 'root' ? undefined : users.get(target.state, target.account, target.name)
  const permission = targetPermission(action, target)
  const service = credentialOf(target, user, id)?.service
  return { ...permission, context: { ...permission.context, 'iam:ServiceSpecificCredentialServiceName': service } }
}

/** The credential and its user. Throws `NoSuchEntity`; its text is recorded on AWS. */
export function requireCredential(target: TargetUser, id: string): { user: UserRecord; credential: ServiceCredential } {
  const user = holderOf(target)
  const credential = credentialOf(target, user, id)
  if (user === undefined || credential === undefined) throw noSuchEntity(`No such credential ${id} exists`)
  return { user, credential }
}

/** Whether the time of a credential is over. */
export const isExpired = ({ expiresAt }: ServiceCredential, now: number): boolean => expiresAt !== undefined && expiresAt <= now

/** What lists contain of a credential. */
export function credentialMetadata(credential: ServiceCredential, user: UserRecord, now: number): ServiceSpecificCredentialMetadata {
  const { id, service, name, createdAt, expiresAt } = credential
  return {
    UserName: user.name,
    Status: isExpired(credential, now) ? 'Expired' : credential.status,
    ...(apiKeyOf(service) === undefined ? { ServiceUserName: name } : { ServiceCredentialAlias: name }),
    CreateDate: new Date(createdAt),
    ExpirationDate: expiresAt === undefined ? undefined : new Date(expiresAt),
    ServiceSpecificCredentialId: id,
    ServiceName: service,
  }
}

/** A credential with its new secret, which no other response contains. */
export function credentialWithSecret(metadata: ServiceSpecificCredentialMetadata, secret: string): ServiceSpecificCredential {
  return {
    ...metadata,
    ...(apiKeyOf(metadata.ServiceName) === undefined ? { ServicePassword: secret } : { ServiceCredentialSecret: secret }),
  }
}
