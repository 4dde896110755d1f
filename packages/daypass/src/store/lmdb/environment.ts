import { chmodSync, closeSync, constants, fchmodSync, lstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, RootDatabase, Transaction } from 'lmdb'
import { open } from 'lmdb'
import { makeFolder } from '../make-folder.js'
import { decodeRevision, encodeRevision } from './codec.js'
import { MAP_BYTES } from './map-size.js'

/** One named table of raw bytes. */
export type Table = Database<Buffer, Buffer>
/** A pinned LMDB read transaction. */
export type ReadTransaction = Transaction

/** The three tables of a data directory: `data` the records, `log` one change per revision, `meta` the revision and the format. */
export interface Environment {
  readonly root: RootDatabase<Buffer, Buffer>
  readonly data: Table
  readonly log: Table
  readonly meta: Table
}

const RAW = { encoding: 'binary', keyEncoding: 'binary' } as const
const REVISION = Buffer.from('revision')
const FORMAT = Buffer.from('format')
const FORMAT_VERSION = 1

/** Reader slots of all processes together; one slot is one revision that one process holds. */
const READER_SLOTS = 4096

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants

/**
 * LMDB itself would create its files with mode 0664, and follow a link. So they are created before LMDB opens them, with mode 0600, in a directory
 * with mode 0700, and must not be links.
 */
export function prepareDirectory(directory: string): void {
  makeFolder(directory)
  if (!lstatSync(directory).isDirectory()) throw new Error(`${directory} is a symbolic link`)
  chmodSync(directory, 0o700)
  for (const name of ['data.mdb', 'lock.mdb']) {
    const file = openSync(join(directory, name), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
    fchmodSync(file, 0o600)
    closeSync(file)
  }
}

/**
 * Opens or creates the directory. Throws if it cannot be made private, or was written by a newer format.
 * - `overlappingSync: false`, never noSync: a commit's promise resolves after fdatasync and the meta page's write.
 * - `eventTurnBatching: false`: with it, a failed commit (full disk) also rejects a promise that only lmdb has, and an unhandled
 *   rejection ends the process. Commits that wait together still share one sync.
 * - `noSubdir: false`: lmdb treats a directory with a dot in its name as a file.
 */
export function openEnvironment(directory: string): Environment {
  prepareDirectory(directory)
  return openTables(directory, {})
}

/** Opens an existing directory to read it. Nothing in it is changed, and it may be on a read-only volume. */
export const openEnvironmentToRead = (directory: string): Environment => openTables(directory, { readOnly: true })

function openTables(directory: string, how: { readonly readOnly?: true }): Environment {
  const root = open<Buffer, Buffer>({
    path: directory,
    noSubdir: false,
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: MAP_BYTES,
    maxReaders: READER_SLOTS,
    ...RAW,
    ...how,
  })
  const table = (name: string): Table => root.openDB<Buffer, Buffer>(name, RAW)
  return { root, data: table('data'), log: table('log'), meta: table('meta') }
}

/** The revision in the given transaction; without one, in the current write transaction or the cached read transaction. */
export function readRevision(environment: Environment, transaction?: ReadTransaction): number {
  const bytes = environment.meta.get(REVISION, transaction && { transaction })
  return bytes ? decodeRevision(bytes) : 0
}

/** Only within a write transaction. */
export function writeRevision(environment: Environment, revision: number): void {
  environment.meta.put(REVISION, encodeRevision(revision))
}

/** Only within a write transaction. Throws if the directory was written by another format; it never guesses. */
export function claimFormat(environment: Environment): void {
  const found = environment.meta.get(FORMAT)
  if (found === undefined) environment.meta.put(FORMAT, encodeRevision(FORMAT_VERSION))
  else if (decodeRevision(found) !== FORMAT_VERSION) throw new Error(`the data directory has format ${decodeRevision(found)}`)
}
