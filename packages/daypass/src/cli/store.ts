import type { KeyObject } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { Command } from 'commander'
import { systemIds } from '../core/ids.js'
import { examineStore, hasStoreFile, storeFile } from '../installation/data-directory/sound-store.js'
import { readMasterKey } from '../installation/master-key.js'
import { takeLockToRead } from '../installation/open-store.js'
import { verifyData } from '../installation/verification/verify-data.js'
import { type Examination, isLayoutKnown } from '../store/lmdb/file/examine.js'
import { ADDRESS, compare, storeCopyCommand } from './copies/store-copies.js'
import { dataDirOf } from './data-dir.js'
import { type EtcdConnectionFlags, refuseStrayEtcdFlags, withEtcdConnection } from './etcd-flags.js'
import { hasMasterKeyFlags, type MasterKeyFlags, masterKeyOf, withMasterKeyOptions } from './master-key/master-key-flags.js'
import { counted } from './output/counted.js'
import { print } from './output/print.js'
import { tell } from './output/tell.js'
import { UsageError } from './usage-error.js'

/** `daypass store`: the store on the disk, without a server. */
export const storeCommand = (): Command =>
  new Command('store').description('the store of a data directory').addCommand(verifyCommand()).addCommand(storeCopyCommand())

interface VerifyFlags extends EtcdConnectionFlags, MasterKeyFlags {
  readonly dataDir?: string
}

const verifyCommand = (): Command =>
  withEtcdConnection(
    withMasterKeyOptions(new Command('verify'))
      .description(
        'check the file of the store and every object for damage, or compare a store with its copy; the exit code is 0 if all is sound, else 1',
      )
      .argument('[from]', `a store that was copied: ${ADDRESS}`)
      .argument('[to]', 'its copy')
      .option('--data-dir <folder>', 'data directory (DAYPASS_DATA_DIR; .daypass)'),
  )
    .allowExcessArguments(false)
    .action(verify)

async function verify(from: string | undefined, to: string | undefined, flags: VerifyFlags): Promise<void> {
  const isPlain = flags.dataDir === undefined && !hasMasterKeyFlags(flags)
  if (from !== undefined && to !== undefined && isPlain) return compare(from, to, flags)
  if (from !== undefined)
    throw new UsageError(
      'Give two stores to compare them, and no flags but those about etcd; or no store, to check the data directory for damage.',
    )
  refuseStrayEtcdFlags(flags)
  const dataDir = dataDirOf(flags.dataDir)
  if (!isLayoutKnown()) throw new UsageError('This command does not support the file layout of this machine (32-bit, or big-endian).')
  if (!hasStoreFile(dataDir))
    throw new UsageError(
      `There is no store in ${dataDir}: ${storeFile(dataDir)} is missing or empty. Check --data-dir. The records of a node of a cluster are in etcd, and cannot be checked so.`,
    )
  const release = await takeLockToRead(dataDir, tell)
  try {
    const found = examineStore(dataDir, 'all')
    const isSound = found.problems.length === 0
    print((isSound ? soundLines : damagedLines)(found, dataDir).join('\n'))
    process.exitCode = isSound && (await areObjectsSound(dataDir, await keyFor(dataDir, flags))) ? 0 : 1
  } finally {
    await release()
  }
}

/** The master key, if one is given or lies next to the data. */
async function keyFor(dataDir: string, flags: VerifyFlags): Promise<KeyObject | undefined> {
  const given = masterKeyOf(flags)
  const besideData = `${dataDir}.master-key`
  const isGiven = Object.values(given).some((one) => one !== undefined)
  if (!isGiven && lstatSync(besideData, { throwIfNoEntry: false }) === undefined) return undefined
  return readMasterKey({ ...given, besideData, data: dataDir, mayMake: false, warn: tell }, systemIds())
}

async function areObjectsSound(dataDir: string, master: KeyObject | undefined): Promise<boolean> {
  const { secrets, objects, parts, problems, unreferenced } = await verifyData(dataDir, master, {
    problem: (text) => print(`  ${text}`),
    unreferenced: (text) => print(`  no object refers to ${text}`),
  })
  if (secrets !== undefined)
    print(
      secrets.problems === 0
        ? `${counted(secrets.secrets, 'secret')}: all open.`
        : `${counted(secrets.problems, 'record')} with secrets that do not open, see above.`,
    )
  const how = master === undefined ? 'their sizes are right (without the master key their bytes cannot be verified)' : 'every byte is right'
  const all = counted(objects, 'object') + (parts === 0 ? '' : ` and ${counted(parts, 'part')}`)
  print(problems === 0 ? `${all}: ${how}.` : `${problems} of ${all}: missing or damaged, see above.`)
  if (unreferenced > 0) print(`${counted(unreferenced, 'body', 'bodies')} without an object: a start moves files to objects/trash.`)
  const isSound = problems + (secrets?.problems ?? 0) === 0
  if (!isSound) print(`\nKeep a copy of ${dataDir}, and restore these objects, or the whole directory, from a backup (docs/backup.md).`)
  return isSound
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
