import { type Ids, newUniqueId } from '../../../core/ids.js'
import { defineHoldings } from '../../holdings.js'
import { defineKeys } from '../../key-space.js'
import type { Reader } from '../../state.js'

/** A credential of a user for one service. */
export interface ServiceCredential {
  /** `ACCA…` */
  readonly id: string
  /** `codecommit.amazonaws.com` */
  readonly service: string
  /** The name that it signs in with: `ann-at-000000000000`. It stays when the user gets another name. */
  readonly name: string
  readonly status: 'Active' | 'Inactive'
  /** Milliseconds since the epoch, as is `expiresAt`. */
  readonly createdAt: number
  readonly expiresAt?: number | undefined
  /** SHA-256 of the secret, in base64. The secret has 256 random bits: nobody finds it by trying, so that it needs neither salt nor scrypt. */
  readonly digest: string
}

/** Service-specific credentials by their user. */
export const serviceCredentialKeys = defineKeys('service-credentials/<account>/<user id>', {
  record: 'the service-specific credentials of a user, with digests of their secrets',
  lifetime: 'until the last is deleted',
})

/** The names that credentials sign in with, in lower case: no two of a service are the same. */
export const serviceUserNameKeys = defineKeys('service-user-name/<service>/<name>', {
  record: 'the unique id of the user whose credential has this name',
  lifetime: 'until the credential is deleted',
})

const nameKey = (service: string, name: string): string => serviceUserNameKeys.key(service, name.toLowerCase())

/** The service-specific credentials of all users. */
export const serviceCredentials = {
  ...defineHoldings<ServiceCredential>({
    keys: serviceCredentialKeys,
    unique: ({ service, name }) => nameKey(service, name),
  }),
  /** Whether a credential of the service has the name, ignoring case. */
  isNamed: (state: Reader, service: string, name: string): boolean => state.get(nameKey(service, name)) !== undefined,
  /** A unique id for a new one. */
  newId: (ids: Ids, account: string): string => newUniqueId(ids, 'ACCA', account),
  /** What one user may have of one service, at most (IAM quotas). */
  quotas: { ServiceSpecificCredentialsPerUser: 2 },
}
