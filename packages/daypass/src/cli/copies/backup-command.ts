// copies: backups of a data directory, and what is done with them. It owns the file that is written: as the user who runs the command, whole or not at
// all. It leaves what is in it to installation/copies.
import { createReadStream, existsSync } from 'node:fs'
import { Command } from 'commander'
import { systemClock } from '../../core/clock.js'
import { newUuid, systemIds } from '../../core/ids.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { BadBackup } from '../../installation/copies/read-backup.js'
import { verifyBackup } from '../../installation/copies/verify-backup.js'
import { type BackedUp, writeBackup } from '../../installation/copies/write-backup.js'
import { objectsFolder } from '../../installation/data-directory/object-folder.js'
import { openStoppedStore } from '../../installation/open-store.js'
import { VERSION } from '../../server/version.js'
import { dataDirOf } from '../data-dir.js'
import { ownersRequest } from '../local/ask-owner.js'
import { DATA_DIR } from '../local/development.js'
import { parsed, type RunningServer, serverIfRunning } from '../local/running-server.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { wholeAnswer } from '../output/whole-answer.js'
import { UsageError } from '../usage-error.js'
import { backupLines } from './backup-lines.js'
import { NewFile } from './new-file.js'

interface BackupFlags {
  readonly dataDir?: string
  readonly force?: true
}

/** `daypass backup`: writes all data of an installation into one file, with or without its server running. */
export const backupCommand = (): Command =>
  new Command('backup')
    .description('write all data, as it is at one moment, to a file; the server may run meanwhile')
    .argument('<file>', 'file to write')
    .option(...DATA_DIR)
    .option('--force', 'replace the file if it exists')
    .allowExcessArguments(false)
    .action((file: string, flags: BackupFlags) => backup(file, dataDirOf(flags.dataDir), flags.force === true))

async function backup(file: string, dataDir: string, isForced: boolean): Promise<void> {
  if (!isForced && existsSync(file)) throw new UsageError(`${file} exists already. Choose another name, or replace it with --force.`)
  const written = await NewFile.beside(file, newUuid(systemIds()))
  try {
    const server = await serverIfRunning(dataDir)
    if (server === undefined) await fromStopped(dataDir, written)
    else await written.write(bytesOf(server))
    // Read back from the disk: a backup that could not be restored must not be taken for one.
    const made = await verifyBackup(createReadStream(written.path, { highWaterMark: 1_048_576 }))
    await written.putInPlace(isForced)
    print(backupLines(file, made))
  } catch (error) {
    await written.remove()
    if (error instanceof BadBackup)
      throw new UsageError(`No backup was made: ${error.failure ?? `what was written ${error.message}`}`, { cause: error })
    throw error
  }
}

async function fromStopped(dataDir: string, written: NewFile): Promise<void> {
  const { store, release } = await openStoppedStore(dataDir, tell)
  try {
    const createdAt = new Date(systemClock().wall()).toISOString()
    const backedUp: BackedUp = { view: store.view(), folder: objectsFolder(dataDir), createdAt, version: VERSION }
    await written.write(writeBackup(backedUp))
  } finally {
    await release()
  }
}

async function* bytesOf(server: RunningServer): AsyncGenerator<Uint8Array> {
  const { endpoint } = server
  try {
    const response = await fetch(`${endpoint}/_daypass/backup`, { redirect: 'error', ...ownersRequest(server, {}) })
    if (response.status === 503) throw new UsageError(`The server at ${endpoint} says: ${saidIn((await wholeAnswer(response)).text)}.`)
    if (!response.ok || response.body === null)
      throw new UsageError(
        `The server at ${endpoint} does not make backups (HTTP ${response.status}). Is it of another version? Stop it, and try again.`,
      )
    yield* response.body
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(`The server at ${endpoint} ended the backup before it was whole. Its log may say why.`, { cause })
  }
}

const saidIn = (text: string): string => escapeUnprintable(String(parsed(text).error ?? 'it is not available'))
