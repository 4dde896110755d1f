// accounts: the accounts of an installation, created and listed. Only principals of the installation's own account may, whatever other policies say.
// Refuses to look into another account, and deletes none. Leaves the stored accounts to directory.

import { notAuthorized } from '../../../access/not-authorized.js'
import type { Caller } from '../../../core/caller.js'

/** Denies callers outside the installation's own account, whatever their policies say: an account writes its policies itself. */
export function requireInstallationAccount(action: string, caller: Caller, installationAccount: string): void {
  if (caller.account === installationAccount) return
  const because = 'because only the account of the installation may'
  throw notAuthorized(caller, { action, because, reason: 'not the account of the installation' })
}
