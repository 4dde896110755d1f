import { execFileSync } from 'node:child_process'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { lstatSync, statSync } from 'node:fs'
import type { Ids } from '../core/ids.js'
import { writePrivateFile } from '../store/private-file.js'
import { readSmallFile } from '../store/small-file.js'
import { shellWord } from './data-directory/shell-word.js'
import { StartupError } from './operator-error.js'

/** The possible sources of the master key; at most one is given. */
export interface MasterKeySource {
  readonly value?: string | undefined
  readonly file?: string | undefined
  readonly command?: string | undefined
  /** Asks a key management service for it. Resolves to what was encrypted there: the 32 bytes, or a text of them. */
  readonly kms?: (() => Promise<Uint8Array>) | undefined
  /** Where a key is created when no other source is given: next to the data directory, never inside it. */
  readonly besideData: string
  /** The data directory, when it already has data, which a new key would not open. */
  readonly data?: string | undefined
  /** Whether a key may be created for new data without an explicit request: only on loopback. */
  readonly mayMake: boolean
  /** Whether other nodes need the same key: then none is ever made. */
  readonly isShared?: boolean
  /** Tells the operator about something that works but should be changed. */
  readonly warn: (text: string) => void
}

const KEY_BYTES = 32
const KEY_TEXT = /^(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=?)$/
const WAYS = '--master-key-file, --master-key-command, --master-key-kms-ciphertext, DAYPASS_MASTER_KEY or DAYPASS_MASTER_KEY_FILE'

/** The key that opens the key ring: 32 bytes, given as base64 or as 64 hexadecimal digits. Throws {@link StartupError}, which never has a part of it. */
export async function readMasterKey(source: MasterKeySource, ids: Ids): Promise<KeyObject> {
  const given = [source.value, source.file, source.command, source.kms].filter((one) => one !== undefined)
  if (given.length > 1)
    throw new StartupError(
      'The master key is given in more than one way. Give one of --master-key-file, --master-key-command, --master-key-kms-ciphertext, DAYPASS_MASTER_KEY, DAYPASS_MASTER_KEY_FILE.',
    )
  if (source.value !== undefined) return decode(source.value, 'DAYPASS_MASTER_KEY')
  if (source.command !== undefined) return decode(run(source.command), 'the output of --master-key-command')
  if (source.kms !== undefined) return decodeBytes(await source.kms(), 'the answer of the key management service')
  // A broken link is a key that is temporarily missing, and is not replaced by a new one.
  const isBeside = lstatSync(source.besideData, { throwIfNoEntry: false }) !== undefined
  const file = source.file ?? (isBeside ? source.besideData : undefined)
  if (file !== undefined) return decode(read(file, source.warn), file)
  if (source.isShared === true)
    throw new StartupError(
      `There is no master key. All nodes of a cluster need the same one, so none is made. Give it with ${WAYS}; for the first node make one:\n  head -c 32 /dev/urandom | base64 > ${shellWord(source.besideData)} && chmod 600 ${shellWord(source.besideData)}`,
    )
  if (source.data !== undefined)
    throw new StartupError(
      `The data in ${source.data} exists, but its master key is missing. Give it with ${WAYS}. A new key does not open it.`,
    )
  if (!source.mayMake) {
    throw new StartupError(
      `There is no master key, and daypass makes one only on loopback. Give one with ${WAYS}; or make one for this new data:\n  head -c 32 /dev/urandom | base64 > ${shellWord(source.besideData)} && chmod 600 ${shellWord(source.besideData)}`,
    )
  }
  const made = Buffer.from(ids.bytes(KEY_BYTES))
  keep(source.besideData, `${made.toString('base64')}\n`)
  return createSecretKey(made)
}

/** The folder next to the data may be read-only where the data's own is not: the data may be a volume of a container. */
function keep(file: string, text: string): void {
  try {
    writePrivateFile(file, text)
  } catch (cause) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(String((cause as NodeJS.ErrnoException).code))) throw cause
    throw new StartupError(
      `The master key cannot be created: ${(cause as Error).message}. It belongs next to the data directory, not in it. Make that folder writable, or give a key with ${WAYS}.`,
      { cause },
    )
  }
}

/** 32 bytes are the key itself: no text of it is so short. */
const decodeBytes = (bytes: Uint8Array, from: string): KeyObject =>
  bytes.length === KEY_BYTES ? createSecretKey(bytes) : decode(Buffer.from(bytes).toString('latin1'), from)

function decode(text: string, from: string): KeyObject {
  const trimmed = text.trim()
  const bytes = /^[0-9a-fA-F]{64}$/.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (bytes.length !== KEY_BYTES) throw new StartupError(`The master key in ${from} must be 32 bytes in base64 or hexadecimal.`)
  return createSecretKey(bytes)
}

function read(file: string, warn: (text: string) => void): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      warn(`The master key file ${file} can be read by others than its owner: chmod 600 ${shellWord(file)}`)
    return readSmallFile(file)
  } catch (cause) {
    if (KEY_TEXT.test(file.trim()))
      throw new StartupError(
        'The master key file cannot be read: what should name it is a key itself. Name a file, or set DAYPASS_MASTER_KEY.',
      )
    throw new StartupError(`The master key file ${file} cannot be read: ${(cause as Error).message}`)
  }
}

/** The command is the operator's own; it runs through the shell, exactly as written. */
function run(command: string): string {
  try {
    return execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', timeout: 30_000, stdio: ['ignore', 'pipe', 'inherit'] })
  } catch {
    throw new StartupError('The master key command failed.')
  }
}
