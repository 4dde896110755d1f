import { createReadStream, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { systemClock } from '../../core/clock.js'
import { systemIds } from '../../core/ids.js'
import { BadBackup } from '../../installation/copies/read-backup.js'
import { rehearseRestore, verifyBackup } from '../../installation/copies/verify-backup.js'
import { readMasterKey } from '../../installation/master-key.js'
import { type MasterKeyFlags, masterKeyOf, withMasterKeyOptions } from '../master-key/master-key-flags.js'
import { counted } from '../output/counted.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { UsageError } from '../usage-error.js'
import { backupLines } from './backup-lines.js'

/** `daypass verify`: whether a backup could be restored. */
export const verifyCommand = (): Command =>
  withMasterKeyOptions(new Command('verify'))
    .description(
      'check that a backup is as it was written, and whole; the exit code is 0 if it is, else 1. With the master key every secret and object is opened too, in a temporary folder next to the backup',
    )
    .argument('<file>', 'the backup')
    .allowExcessArguments(false)
    .action(verify)

async function verify(file: string, flags: MasterKeyFlags): Promise<void> {
  const given = masterKeyOf(flags)
  if (Object.values(given).every((one) => one === undefined))
    return print(backupLines(file, await ofBackup(file, () => verifyBackup(backupIn(file)))))
  const master = await readMasterKey({ ...given, besideData: '', data: file, mayMake: false, warn: tell }, systemIds())
  const rehearsal = {
    master,
    folder: dirname(resolve(file)),
    wall: systemClock().wall(),
    problem: (text: string) => print(`  ${text}`),
    unreferenced: () => {},
  }
  const { data, ...restored } = await ofBackup(file, () => rehearseRestore(backupIn(file), rehearsal))
  print(backupLines(file, restored))
  const problems = data.problems + (data.secrets?.problems ?? 0)
  const all = [counted(data.secrets?.secrets ?? 0, 'secret'), counted(data.objects, 'object'), counted(data.parts, 'part')].join(', ')
  print(problems === 0 ? `  opened            ${all}: every byte is right` : `${problems} of ${all} do not open: see above.`)
  process.exitCode = problems === 0 ? 0 : 1
}

/** The bytes of a backup. */
export const backupIn = (file: string): AsyncIterable<Uint8Array> => createReadStream(file, { highWaterMark: 1_048_576 })

/** Reads a backup; an error about it begins with its name. */
export async function ofBackup<T>(file: string, read: () => Promise<T>): Promise<T> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`${file} is a folder, not a backup.`)
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof BadBackup) throw new UsageError(`${file} ${cause.message}`, { cause })
    if ((cause as NodeJS.ErrnoException).path === file)
      throw new UsageError(`${file} cannot be read: ${(cause as Error).message}.`, { cause })
    throw cause
  }
}
