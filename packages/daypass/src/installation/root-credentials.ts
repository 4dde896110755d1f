import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ids, newAccessKeyId, newSecretAccessKey } from '../core/ids.js'
import { accountOfKeyId } from '../core/key-id.js'
import { writePrivateFile } from '../store/private-file.js'
import { StartRefused } from './refusal.js'

/** The root user's long-term key. */
export interface RootCredentials {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Where a root key that daypass made is kept. */
export const rootCredentialsFile = (dataDir: string): string => join(dataDir, 'root-credentials.json')

/** The root key kept in the data directory; undefined when there is none. */
export function keptRootCredentials(dataDir: string): RootCredentials | undefined {
  const file = rootCredentialsFile(dataDir)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RootCredentials) : undefined
}

/** Makes a root key and keeps it, mode 0600, before anything refers to it. */
export function makeRootCredentials(dataDir: string, accountId: string, ids: Ids): RootCredentials {
  const made = { accountId, accessKeyId: newAccessKeyId(ids, 'AKIA', accountId), secretAccessKey: newSecretAccessKey(ids) }
  writePrivateFile(rootCredentialsFile(dataDir), `${JSON.stringify(made, undefined, 2)}\n`)
  return made
}

/** Refuses a supplied root key that could not work, or that could be taken for another account's. */
export function checkSuppliedRoot({ accountId, accessKeyId, secretAccessKey }: RootCredentials): void {
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId) || accessKeyId.startsWith('ASIA')) {
    throw new StartRefused(
      'DAYPASS_ROOT_ACCESS_KEY_ID is no long-term access key id: 16 to 128 characters A-Z and 0-9, not beginning with ASIA.',
    )
  }
  const encoded = accountOfKeyId(accessKeyId)
  if (encoded !== undefined && encoded !== accountId) {
    throw new StartRefused(
      `DAYPASS_ROOT_ACCESS_KEY_ID belongs to account ${encoded}: the account is part of a key id. This installation's account is ${accountId}. Set DAYPASS_ACCOUNT_ID=${encoded}, or leave the root key out and one is made.`,
    )
  }
  if (secretAccessKey.length < 16) throw new StartRefused('DAYPASS_ROOT_SECRET_ACCESS_KEY is too short: 16 characters at least.')
}
