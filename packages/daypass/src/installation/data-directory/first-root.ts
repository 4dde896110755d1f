import type { Ids } from '../../core/ids.js'
import { StartupError } from '../operator-error.js'
import { keptRootCredentials, makeRootCredentials, type RootCredentials, rootCredentialsFile } from '../root-credentials.js'

/** What the first root key is made for. `installationId` is undefined for a server without a store. */
export interface FirstRoot {
  readonly account: string
  readonly installationId: string | undefined
  readonly ids: Ids
}

/**
 * The root key of a first start without a supplied one. A kept root key of the same account is used again: an interrupted start or a server without a
 * store made it. The kept root key of other data is never overwritten.
 */
export function firstRoot(dataDir: string, { account, installationId, ids }: FirstRoot): RootCredentials {
  const kept = keptRootCredentials(dataDir)
  const isOfOtherData = kept !== undefined && kept.store !== 'memory' && (kept.installationId ?? '') !== installationId
  if (isOfOtherData && kept.accountId !== account) {
    throw new StartupError(
      `${rootCredentialsFile(dataDir)} holds the root key of account ${kept.accountId}, and is not overwritten. Leave DAYPASS_ACCOUNT_ID out, or choose another --data-dir.`,
    )
  }
  const again = kept?.accountId === account ? kept : undefined
  if (again !== undefined && (installationId === undefined || again.installationId === installationId)) return again
  return makeRootCredentials(dataDir, account, { ids, installationId, again })
}
