import { isoSeconds } from '../core/clock.js'

/** When temporary credentials were issued, and when a second factor was verified for them. Milliseconds since the epoch. */
export interface SessionTimes {
  readonly issuedAt: number
  /** Absent if it was not. Credentials of AssumeRole never have it. */
  readonly mfaAt?: number | undefined
  readonly kind?: string
}

/**
 * Sets the condition keys that temporary credentials have from when they were issued; long-term keys have none of them (IAM user guide, "AWS global
 * condition context keys"). `now` is the installation's time in milliseconds.
 */
export function sessionKeys(context: Map<string, string | readonly string[]>, { issuedAt, mfaAt, kind }: SessionTimes, now: number): void {
  context.set('aws:tokenissuetime', isoSeconds(issuedAt))
  context.set('aws:multifactorauthpresent', mfaAt === undefined ? 'false' : 'true')
  // Present in sessions of AssumeRoot alone, because AWS does not say that others have it.
  if (kind === 'assume-root') context.set('aws:assumedroot', 'true')
  if (mfaAt !== undefined) context.set('aws:multifactorauthage', String(Math.max(0, Math.floor((now - mfaAt) / 1000))))
}
