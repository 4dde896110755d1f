import type { Caller } from '../../../core/caller.js'
import { DaypassError } from '../error.js'

/** Refuses callers of every account but the installation's own, whatever their policies say: those are written by the account itself. */
export function requireInstallationAccount(action: string, caller: Caller, home: string): void {
  if (caller.account === home) return
  const message = `User: ${caller.arn} is not authorized to perform: ${action} because only the account of the installation may`
  throw new DaypassError('AccessDenied', message, { reason: 'not the account of the installation' })
}
