import type { Caller } from '../../../core/caller.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { resolveTarget, type TargetUser } from '../users/user.js'

/**
 * The user whose devices a call is about: a user by name, or the caller itself. The root user names itself by the account id, because EnableMFADevice
 * requires a name (daypass's own choice: on AWS the root user gets devices only in the console). For other callers that is the name of a user.
 */
export const holderNamed = (userName: string | undefined, caller: Caller, state: Reader): TargetUser =>
  resolveTarget(caller.kind === 'root' && userName === caller.account ? undefined : userName, caller, state)

/** The owner of a device, as devices store it and as responses name it. */
export interface Holder {
  readonly account: string
  /** The user's unique id; the account's id for the root user. */
  readonly holder: string
  readonly name: string
}

/** The owner, which must exist. */
export function requireHolder(target: TargetUser): Holder {
  const { account } = target
  if (target.kind === 'root') return { account, holder: account, name: account }
  const { id, name } = users.require(target.state, account, target.name)
  return { account, holder: id, name }
}
