import { join } from 'node:path'
import { type Ids, newAccessKeyId, newSecretAccessKey } from '../core/ids.js'
import { accountOfKeyId } from '../core/key-id.js'
import { readPrivateFile, removePrivateFile, UnreadableFile, writePrivateFile } from '../store/private-file.js'
import { inWords } from './data-directory/disk-refusal.js'
import { INSTALLATION_ID } from './data-directory/installation-id.js'
import { shellWord } from './data-directory/shell-word.js'
import { StartupError } from './operator-error.js'

/** The root user's long-term key. */
export interface RootCredentials {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A root key as stored in the data directory. */
export interface KeptRootCredentials extends RootCredentials {
  /** The installation whose root key it is; absent in files from before installations had ids, and where a server did not keep a store. */
  readonly installationId?: string
  /** Made by a server that did not keep its data. */
  readonly store?: 'memory'
}

/** The file of a root key that daypass made. */
export const rootCredentialsFile = (dataDir: string): string => join(dataDir, 'root-credentials.json')

/** The root key kept in the data directory; undefined when there is none. Throws {@link StartupError}, which never quotes the file. */
export function keptRootCredentials(dataDir: string): KeptRootCredentials | undefined {
  const file = rootCredentialsFile(dataDir)
  const read = inWords(dataDir, () => readOrRefuse(file))
  if (read === undefined) return undefined
  if ((read.mode & 0o077) !== 0) {
    const mode = read.mode.toString(8)
    throw new StartupError(
      `${file} holds the root key, and others than its owner can access it (mode ${mode}). Run: chmod 600 ${shellWord(file)}`,
    )
  }
  const kept = parse(read.text)
  const problem = kept === undefined ? 'is not a JSON object' : problemOf(kept)
  if (problem === undefined) return kept as unknown as KeptRootCredentials
  throw new StartupError(`${file} ${problem}. Restore the file, or move it away: the server does not need it, only daypass env does.`)
}

function readOrRefuse(file: string): ReturnType<typeof readPrivateFile> {
  try {
    return readPrivateFile(file)
  } catch (error) {
    if (error instanceof UnreadableFile) throw new StartupError(`${error.message} Put the file itself there, or move it away.`)
    throw error
  }
}

/** NOTE the errors of JSON.parse quote the text, which may contain the secret. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const MEMBERS: readonly { readonly name: string; readonly shape: RegExp; readonly says: string; readonly mayMiss?: true }[] = [
  { name: 'accountId', shape: /^\d{12}$/, says: '12 digits' },
  { name: 'accessKeyId', shape: /^[A-Z0-9]{16,128}$/, says: '16 to 128 characters A-Z and 0-9' },
  { name: 'secretAccessKey', shape: /^[\x21-\x7e]{16,256}$/, says: '16 to 256 printable characters' },
  { name: 'installationId', shape: INSTALLATION_ID, says: 'a UUID', mayMiss: true },
  { name: 'store', shape: /^memory$/, says: '"memory"', mayMiss: true },
]

function problemOf(kept: Readonly<Record<string, unknown>>): string | undefined {
  for (const { name, shape, says, mayMiss } of MEMBERS) {
    const value = kept[name]
    if (value === undefined && mayMiss) continue
    if (typeof value !== 'string' || !shape.test(value)) return `is damaged: ${name} must be ${says}`
  }
  return undefined
}

/** What a root key is made for. `installationId` is undefined for a server without a store. */
export interface MadeFor {
  readonly ids: Ids
  readonly installationId: string | undefined
  /** An already kept key to use again. */
  readonly again: RootCredentials | undefined
}

/** Makes a root key and writes it to its file, mode 0600, before anything refers to it. */
export function makeRootCredentials(dataDir: string, accountId: string, { ids, installationId, again }: MadeFor): RootCredentials {
  const accessKeyId = again?.accessKeyId ?? newAccessKeyId(ids, 'AKIA', accountId)
  const made = { accountId, accessKeyId, secretAccessKey: again?.secretAccessKey ?? newSecretAccessKey(ids) }
  keep(dataDir, { ...made, ...(installationId === undefined ? { store: 'memory' } : { installationId }) })
  return made
}

/** Adds the installation's id to the kept root key, if there is one without an id. */
export function claimRootCredentials(dataDir: string, installationId: string): void {
  const kept = keptRootCredentials(dataDir)
  if (kept !== undefined && kept.installationId === undefined && kept.store === undefined) keep(dataDir, { ...kept, installationId })
}

/** For a key that never opened anything. */
export const removeRootCredentials = (dataDir: string): void => removePrivateFile(rootCredentialsFile(dataDir))

const keep = (dataDir: string, kept: KeptRootCredentials): void =>
  writePrivateFile(rootCredentialsFile(dataDir), `${JSON.stringify(kept, undefined, 2)}\n`)

/** Rejects a supplied root key that could not work, or that could be mistaken for another account's. */
export function checkSuppliedRoot({ accountId, accessKeyId, secretAccessKey }: RootCredentials): void {
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId) || accessKeyId.startsWith('ASIA')) {
    throw new StartupError(
      'DAYPASS_ROOT_ACCESS_KEY_ID must be a long-term access key id: 16 to 128 characters A-Z and 0-9, not beginning with ASIA.',
    )
  }
  const encoded = accountOfKeyId(accessKeyId)
  if (encoded !== undefined && encoded !== accountId) {
    throw new StartupError(
      `DAYPASS_ROOT_ACCESS_KEY_ID belongs to account ${encoded}: the account is part of a key id. This installation's account is ${accountId}. Set DAYPASS_ACCOUNT_ID=${encoded}, or leave the root key out: then daypass makes one.`,
    )
  }
  if (secretAccessKey.length < 16) throw new StartupError('DAYPASS_ROOT_SECRET_ACCESS_KEY must have at least 16 characters.')
}
