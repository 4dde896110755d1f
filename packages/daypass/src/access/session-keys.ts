import { foldCase } from '@daypass/policy'
import { isoSeconds } from '../core/clock.js'
import type { FederatedKeys } from '../core/federation/federated-login.js'

type Keys = Map<string, string | readonly string[]>

/** When temporary credentials were issued, and when a second factor was verified for them. Milliseconds since the epoch. */
export interface SessionTimes {
  readonly issuedAt: number
  /** Absent if it was not. Credentials of AssumeRole never have it. */
  readonly mfaAt?: number | undefined
  readonly kind?: string
  /** What the login of a role session left to it. */
  readonly federatedKeys?: FederatedKeys | undefined
}

/**
 * Sets the condition keys that temporary credentials have from when they were issued; long-term keys have none of them (IAM user guide, "AWS global
 * condition context keys"). `now` is the installation's time in milliseconds.
 */
export function sessionKeys(context: Keys, session: SessionTimes, now: number): void {
  const { issuedAt, mfaAt, kind } = session
  if (session.federatedKeys !== undefined) federatedKeys(context, session.federatedKeys)
  context.set('aws:tokenissuetime', isoSeconds(issuedAt))
  context.set('aws:multifactorauthpresent', mfaAt === undefined ? 'false' : 'true')
  // Present in sessions of AssumeRoot alone, because AWS does not say that others have it.
  if (kind === 'assume-root') context.set('aws:assumedroot', 'true')
  if (mfaAt !== undefined) context.set('aws:multifactorauthage', String(Math.max(0, Math.floor((now - mfaAt) / 1000))))
}

/**
 * Sets condition keys that an identity provider vouches for, `<issuer>:sub` or `saml:sub` (IAM user guide, "Available keys for AWS OIDC federation",
 * "Available keys for SAML-based AWS STS federation"). Never one that is already there.
 */
export function federatedKeys(context: Keys, keys: FederatedKeys): void {
  for (const [name, value] of Object.entries(keys)) {
    const key = foldCase(name)
    if (!context.has(key)) context.set(key, value)
  }
}
