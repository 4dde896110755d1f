import { notAuthorizedMessage } from '@daypass/policy'
import type { Asker } from '../core/caller.js'
import { CommonError, type WireError } from '../core/error.js'

/** A refusal that no policy decided. */
export interface NotAuthorized {
  /** `service:Action` */
  readonly action: string
  /** An ARN; `*`, and left out of the sentence, when absent. */
  readonly resource?: string
  /** The end of the sentence, `because ...`. AWS often leaves it out, so as not to reveal what decided. */
  readonly because?: string
  /** For the audit line. */
  readonly reason: string
  /** What the caller may be told beyond AWS's sentence (decisions/0009). */
  readonly explanation?: string
}

/** AccessDenied in AWS's sentence: `User: <arn> is not authorized to perform: <action> on resource: <arn> because ...`. */
export function notAuthorized(
  { arn }: Pick<Asker, 'arn'>,
  { action, resource = '*', because, reason, explanation }: NotAuthorized,
): WireError<'AccessDenied'> {
  const message = notAuthorizedMessage({ user: arn, action, resource, ...(because !== undefined && { reason: because }) })
  return new CommonError('AccessDenied', message, {
    reason,
    ...(explanation !== undefined && { explanation }),
  }) as WireError<'AccessDenied'>
}
