import { defaultCredentialsFile, keysInFiles } from '../apply/credentials-file.js'
import { UsageError } from '../usage-error.js'
import type { RootKey } from './sending/send.js'

/** Where the key of the root user is kept. */
export interface KeyFile {
  /** Writes it, and tells where. */
  readonly keep: (key: RootKey) => string
}

/** The file that `--write-keys` names, as `daypass apply` writes it. Throws before anything is made where it could not take the key. */
export function keyFile(file: string, account: string, isDryRun: boolean): KeyFile {
  const { keep, keepProblem, tryKeeping, where } = keysInFiles({
    credentialsFile: defaultCredentialsFile(process.env),
    writeKeys: file,
  })
  const problem = keepProblem?.(account)
  if (problem !== undefined) throw new UsageError(`A key of the root user of account ${account} is to be written. ${problem}`)
  if (!isDryRun) tryKeeping?.()
  return {
    keep(key) {
      keep?.(account, { ...key, sessionToken: undefined })
      return where(account)
    },
  }
}
