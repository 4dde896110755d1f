import type { Ids } from '../core/ids.js'
import { newAccessKeyId } from '../core/ids.js'
import type { KeyRing } from '../directory/key-ring.js'
import type { Reader } from '../directory/state.js'
import { type SessionClaims, sealSession } from './session-token.js'

/** Temporary credentials as STS returns them. */
export interface IssuedCredentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  readonly Expiration: Date
}

/** What issuing needs from the installation. */
export interface Issuer {
  readonly ring: KeyRing
  readonly ids: Ids
  readonly state: Reader
}

/**
 * Makes temporary credentials. Nothing is stored: the sealed token contains everything that is needed later. Times are truncated to whole seconds, as
 * AWS shows them.
 */
export function issueSession({ ring, ids, state }: Issuer, claims: Omit<SessionClaims, 'revision'>): IssuedCredentials {
  const accessKeyId = newAccessKeyId(ids, 'ASIA', claims.account)
  const { token, secret } = sealSession({ claims: { revision: state.revision, ...claims }, accessKeyId, ring, state, ids })
  return { AccessKeyId: accessKeyId, SecretAccessKey: secret, SessionToken: token, Expiration: new Date(claims.expiresAt) }
}
