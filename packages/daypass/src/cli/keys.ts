import type { KeyObject } from 'node:crypto'
import { Command, Option } from 'commander'
import { systemClock } from '../core/clock.js'
import { systemIds } from '../core/ids.js'
import type { KeyPurpose } from '../directory/key-ring.js'
import { shellWord } from '../installation/data-directory/shell-word.js'
import { readMasterKey } from '../installation/master-key.js'
import { openStoppedStore } from '../installation/open-store.js'
import { type KeyFacts, keyFacts, rotateDataKeys, rotateMasterKey } from '../installation/upkeep/keys.js'
import { sealHandover } from '../installation/upkeep/master-handover.js'
import { withStoppedKeys } from '../installation/upkeep/stopped-keys.js'
import { dataDirOf } from './data-dir.js'
import { askOwner } from './local/ask-owner.js'
import { DATA_DIR } from './local/development.js'
import { serverIfRunning } from './local/running-server.js'
import { print } from './output/print.js'
import { tell } from './output/tell.js'
import { masterKeyOf } from './serve-flags.js'
import { UsageError } from './usage-error.js'

/** `daypass keys`: the keys that seal the data. With a server or, where none runs, on its data. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description('the keys that seal secrets, objects and sessions')
    .addCommand(
      new Command('list')
        .description('list the data keys and what they are still needed for; never the keys themselves')
        .option(...DATA_DIR)
        .option('--json', 'print JSON')
        .allowExcessArguments(false)
        .action(list),
    )
    .addCommand(
      new Command('rotate')
        .description('make new data keys, or replace the master key; all sessions go on')
        .addOption(new Option('--kind <kind>', 'only a new key of this kind').choices(['session', 'storage']))
        .option('--master', 'replace the master key, which seals the data keys')
        .option('--new-master-key-file <file>', 'file of the new master key, with --master')
        .option('--master-key-file <file>', 'file of the present master key (DAYPASS_MASTER_KEY_FILE)')
        .option('--master-key-command <command>', 'shell command that prints the present master key')
        .option(...DATA_DIR)
        .allowExcessArguments(false)
        .action(rotate),
    )

async function list({ dataDir: named, json }: { dataDir?: string; json?: true }): Promise<void> {
  const dataDir = dataDirOf(named)
  const server = await serverIfRunning(dataDir)
  const keys = server === undefined ? await listStopped(dataDir) : ((await askOwner(server, 'keys', {})).keys as KeyFacts[])
  if (json) print(keys)
  else print(keys.map(lineOf).join('\n'))
}

async function listStopped(dataDir: string): Promise<KeyFacts[]> {
  const { store, release } = await openStoppedStore(dataDir, tell)
  try {
    return await keyFacts(store)
  } finally {
    await release()
  }
}

const dateOf = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`

function lineOf({ version, purpose, createdAt, retiredAt, neededUntil, seals = {} }: KeyFacts): string {
  const state = retiredAt === undefined ? 'in use' : `retired ${dateOf(retiredAt)}`
  const sealed = Object.entries(seals).map(([kind, count]) => `${count} ${kind}`)
  const storage = sealed.length === 0 ? 'seals nothing' : `seals ${sealed.join(', ')}`
  const session = neededUntil === undefined ? 'seals new sessions' : `opens sessions until ${dateOf(neededUntil)}`
  return `${String(version).padStart(3)}  ${purpose.padEnd(7)}  made ${dateOf(createdAt)}, ${state}; ${purpose === 'storage' ? storage : session}`
}

interface RotateFlags {
  readonly kind?: KeyPurpose
  readonly master?: true
  readonly newMasterKeyFile?: string
  readonly masterKeyFile?: string
  readonly masterKeyCommand?: string
  readonly dataDir?: string
}

async function rotate(flags: RotateFlags): Promise<void> {
  const dataDir = dataDirOf(flags.dataDir)
  const { master, newMasterKeyFile: file, kind } = flags
  if (master !== true && file !== undefined) throw new UsageError('--new-master-key-file goes with --master.')
  if (master === true && kind !== undefined) throw new UsageError('--kind is for data keys. Leave it out, or --master.')
  if (master !== true) return rotateData(dataDir, kind === undefined ? ['session', 'storage'] : [kind], flags)
  if (file === undefined)
    throw new UsageError('--master needs --new-master-key-file: the file of a new key, 32 bytes in base64 or hexadecimal.')
  await rotateMaster(dataDir, file, flags)
}

async function rotateData(dataDir: string, purposes: readonly KeyPurpose[], flags: RotateFlags): Promise<void> {
  const server = await serverIfRunning(dataDir)
  const versions =
    server === undefined ? await rotateStopped(dataDir, purposes, flags) : (await askOwner(server, 'keys', { rotate: purposes })).versions
  const made = purposes.map((purpose, i) => `${purpose} key ${String((versions as unknown[])[i])}`)
  print(`new: ${made.join(', ')}. What older keys have sealed opens as before.`)
}

const rotateStopped = (dataDir: string, purposes: readonly KeyPurpose[], flags: RotateFlags): Promise<number[]> =>
  withStoppedKeys({ dataDir, master: presentKey(dataDir, flags), warn: tell }, (store, ring) =>
    rotateDataKeys(store, purposes, { ring, ids: systemIds(), now: systemClock().now() }),
  )

function presentKey(dataDir: string, flags: RotateFlags): KeyObject {
  const source = { ...masterKeyOf(flags), besideData: `${dataDir}.master-key`, data: dataDir, mayMake: false, warn: tell }
  return readMasterKey(source, systemIds())
}

async function rotateMaster(dataDir: string, file: string, flags: RotateFlags): Promise<void> {
  const ids = systemIds()
  const master = presentKey(dataDir, flags)
  const next = readMasterKey({ file, besideData: '', mayMake: false, warn: tell }, ids)
  if (next.equals(master)) throw new UsageError(`${file} holds the present master key. Make another one.`)
  const server = await serverIfRunning(dataDir)
  if (server === undefined)
    await withStoppedKeys({ dataDir, master, warn: tell }, (store, ring) => rotateMasterKey(store, next, { ring, ids }))
  else {
    const handover = sealHandover(next, { master, server: server.instance, ids })
    await askOwner(server, 'keys', { master: Buffer.from(handover).toString('base64') })
  }
  print(
    [
      `The master key is now the one in ${file}; the former one no longer opens ${dataDir}.`,
      'From now on, start the server with the new one:',
      `  --master-key-file ${shellWord(file)}`,
      'Keep the former one as long as you keep backups from before.',
    ].join('\n'),
  )
}
