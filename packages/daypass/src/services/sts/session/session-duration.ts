import type { Session } from '../../../core/caller.js'
import type { RoleRecord } from '../../../directory/iam/role.js'
import { StsError } from '../error.js'

const DEFAULT_SECONDS = 3_600
const CHAINED_SECONDS = 3_600

/**
 * The duration of a role session, in seconds. A caller that is itself a session gets one hour at most (role chaining); a login is not a session.
 */
export function roleSessionSeconds(
  requested: number | undefined,
  role: Pick<RoleRecord, 'maxSessionDuration'>,
  caller: { readonly session?: Session },
): number {
  const wanted = requested ?? DEFAULT_SECONDS
  if (wanted > role.maxSessionDuration) {
    throw new StsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  if (caller.session !== undefined && wanted > CHAINED_SECONDS) {
    throw new StsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
  return wanted
}
