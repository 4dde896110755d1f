import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { systemClock } from '../../core/clock.js'
import { isUnused, restoreBackup } from '../../installation/copies/restore-backup.js'
import { inWords } from '../../installation/data-directory/disk-refusal.js'
import { shellWord } from '../../installation/data-directory/shell-word.js'
import { dataDirOf } from '../data-dir.js'
import { DATA_DIR, restoreSnapshot } from '../local/development.js'
import { serverIfRunning } from '../local/running-server.js'
import { commandName } from '../output/command-name.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { backupLines } from './backup-lines.js'
import { backupIn, ofBackup } from './verify-command.js'

/**
 * `daypass restore`: puts a backup into a data directory that is not there yet; on the data of a server with `--dev`, brings back one of its snapshots.
 * The directory decides which: a backup is only ever put where nothing is, and a server only runs where something is.
 */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('put a backup into an empty data directory; of a server with --dev, bring back a snapshot')
    .argument('<file or name>', 'the backup, or the name of a snapshot')
    .option(...DATA_DIR)
    .allowExcessArguments(false)
    .action((name: string, flags: { dataDir?: string }) => restore(name, dataDirOf(flags.dataDir)))

async function restore(name: string, dataDir: string): Promise<void> {
  if (inWords(dataDir, () => isUnused(dataDir))) return restoreFile(name, dataDir)
  if (existsSync(name) && (await serverIfRunning(dataDir)) === undefined)
    throw new UsageError(
      `${dataDir} is not empty, and a backup is only restored where nothing is. Move it away, or choose another --data-dir.`,
    )
  await restoreSnapshot(name, dataDir)
}

async function restoreFile(file: string, dataDir: string): Promise<void> {
  const restored = await ofBackup(file, () => restoreBackup(backupIn(file), dataDir, systemClock().wall()))
  print(backupLines(file, restored))
  print(
    `It was restored to ${dataDir}. Start it with the master key of its data:\n  ${commandName()} serve --data-dir ${shellWord(dataDir)}`,
  )
}
