import { Command } from 'commander'
import { examineStore, hasStoreFile, storeFile } from '../installation/data-directory/sound-store.js'
import { takeLock } from '../installation/open-store.js'
import { type Examination, isLayoutKnown } from '../store/lmdb/file/examine.js'
import { dataDirOf } from './data-dir.js'
import { print } from './output/print.js'
import { tell } from './output/tell.js'
import { UsageError } from './usage-error.js'

/** `daypass store`: the store on the disk, without a server. */
export const storeCommand = (): Command => new Command('store').description('the store of a data directory').addCommand(verifyCommand())

const verifyCommand = (): Command =>
  new Command('verify')
    .description('check the file of the store for damage; the exit code is 0 if it is sound, else 1')
    .option('--data-dir <folder>', 'data directory (DAYPASS_DATA_DIR; .daypass)')
    .allowExcessArguments(false)
    .action((flags: { dataDir?: string }) => verify(dataDirOf(flags.dataDir)))

async function verify(dataDir: string): Promise<void> {
  if (!isLayoutKnown()) throw new UsageError('This command does not support the file layout of this machine (32-bit, or big-endian).')
  if (!hasStoreFile(dataDir)) throw new UsageError(`There is no store in ${dataDir}: ${storeFile(dataDir)} is missing or empty.`)
  const release = await lockUnlessReadOnly(dataDir)
  try {
    const found = examineStore(dataDir, 'all')
    const isSound = found.problems.length === 0
    print((isSound ? soundLines : damagedLines)(found, dataDir).join('\n'))
    process.exitCode = isSound ? 0 : 1
  } finally {
    await release()
  }
}

/** A file that is written to while it is read looks damaged. Nobody writes to a backup on a read-only medium. */
async function lockUnlessReadOnly(dataDir: string): Promise<() => Promise<void>> {
  try {
    return await takeLock(dataDir, tell)
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EROFS') return async () => {}
    throw error
  }
}

function soundLines(found: Examination, dataDir: string): string[] {
  const entries = Object.entries(found.entries).map(([table, count]) => `${table}: ${count}`)
  return [
    `${storeFile(dataDir)} is sound.`,
    `  ${found.pages} pages of ${found.pageSize} bytes: ${found.pagesUsed} in use, ${found.pagesFree} free`,
    `  records in ${entries.join(', ')}`,
    `  last transaction ${found.transaction}`,
  ]
}

const damagedLines = ({ problems }: Examination, dataDir: string): string[] => [
  `${storeFile(dataDir)} is damaged:`,
  ...problems.map((problem) => `  ${problem}`),
  '',
  `Keep a copy of ${dataDir}, and restore the whole directory from a backup (docs/backup.md). The master key stays the same.`,
]
