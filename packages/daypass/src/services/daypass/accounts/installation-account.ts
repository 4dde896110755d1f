import { notAuthorized } from '../../../access/not-authorized.js'
import type { Caller } from '../../../core/caller.js'

/** Refuses callers of every account but the installation's own, whatever their policies say: those are written by the account itself. */
export function requireInstallationAccount(action: string, caller: Caller, installationAccount: string): void {
  if (caller.account === installationAccount) return
  const because = 'because only the account of the installation may'
  throw notAuthorized(caller, { action, because, reason: 'not the account of the installation' })
}
