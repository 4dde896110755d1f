import type { KeyObject } from 'node:crypto'
import { Command, Option } from 'commander'
import { systemClock } from '../../core/clock.js'
import { systemIds } from '../../core/ids.js'
import type { KeyPurpose } from '../../directory/key-ring.js'
import { shellWord } from '../../installation/data-directory/shell-word.js'
import { type MasterKeySource, readMasterKey } from '../../installation/master-key.js'
import { openStoppedStore } from '../../installation/open-store.js'
import { type KeyFacts, keyFacts, rotateDataKeys, rotateMasterKey } from '../../installation/upkeep/keys.js'
import { sealHandover } from '../../installation/upkeep/master-handover.js'
import { withStoppedKeys } from '../../installation/upkeep/stopped-keys.js'
import { dataDirOf } from '../data-dir.js'
import { askOwner } from '../local/ask-owner.js'
import { DATA_DIR } from '../local/development.js'
import { serverIfRunning } from '../local/running-server.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { UsageError } from '../usage-error.js'
import { kmsOf } from './kms-flags.js'
import { type MasterKeyFlags, masterKeyOf, withMasterKeyOptions } from './master-key-flags.js'
import { wrapCommand } from './wrap-command.js'
import { unwrapMasterKey } from './wrapped-key.js'

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
    .addCommand(wrapCommand())
    .addCommand(
      withMasterKeyOptions(new Command('rotate'))
        .description('make new data keys, or replace the master key; all sessions go on. The other flags about it are for the present one')
        .addOption(new Option('--kind <kind>', 'only a new key of this kind').choices(['session', 'storage']))
        .option('--master', 'replace the master key, which seals the data keys')
        .option('--new-master-key-file <file>', 'file of the new master key, with --master')
        .option('--new-master-key-kms-ciphertext <file>', 'file of the new master key as the key management service has encrypted it')
        .option('--new-master-key-kms-key-id <key>', 'the only key that may have encrypted the new one (--master-key-kms-key-id)')
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

interface RotateFlags extends MasterKeyFlags {
  readonly kind?: KeyPurpose
  readonly master?: true
  readonly newMasterKeyFile?: string
  readonly newMasterKeyKmsCiphertext?: string
  readonly newMasterKeyKmsKeyId?: string
  readonly dataDir?: string
}

async function rotate(flags: RotateFlags): Promise<void> {
  const dataDir = dataDirOf(flags.dataDir)
  const { master, kind } = flags
  const next = newKeyOf(flags)
  if (master === true && kind !== undefined) throw new UsageError('--kind is for data keys. Leave it out, or --master.')
  if (master !== true) return rotateData(dataDir, kind === undefined ? ['session', 'storage'] : [kind], flags)
  if (next === undefined)
    throw new UsageError(
      '--master needs --new-master-key-file, the file of a new key, 32 bytes in base64 or hexadecimal; or --new-master-key-kms-ciphertext, the file of an encrypted one, as keys wrap makes it.',
    )
  await rotateMaster(dataDir, next, flags)
}

/** Where a new master key is, and how a start is told. */
interface NewKey {
  readonly flag: '--master-key-file' | '--master-key-kms-ciphertext'
  readonly name: string
  readonly source: Pick<MasterKeySource, 'file' | 'kms'>
}

function newKeyOf(flags: RotateFlags): NewKey | undefined {
  const { newMasterKeyFile: file, newMasterKeyKmsCiphertext: ciphertext, newMasterKeyKmsKeyId: keyId } = flags
  if (flags.master !== true && (file ?? ciphertext ?? keyId) !== undefined)
    throw new UsageError('--new-master-key-file and --new-master-key-kms-ciphertext go with --master.')
  if (file !== undefined && ciphertext !== undefined)
    throw new UsageError('Give one of --new-master-key-file and --new-master-key-kms-ciphertext.')
  if (keyId !== undefined && ciphertext === undefined)
    throw new UsageError('--new-master-key-kms-key-id goes with --new-master-key-kms-ciphertext.')
  if (keyId === '') throw new UsageError('--new-master-key-kms-key-id must be an id, an ARN or an alias. It is empty.')
  if (file !== undefined) return { flag: '--master-key-file', name: file, source: { file } }
  if (ciphertext === undefined) return undefined
  const present = kmsOf(flags)
  const setting = { ...present, keyId: keyId ?? present.keyId }
  return { flag: '--master-key-kms-ciphertext', name: ciphertext, source: { kms: () => unwrapMasterKey(ciphertext, setting) } }
}

async function rotateData(dataDir: string, purposes: readonly KeyPurpose[], flags: RotateFlags): Promise<void> {
  const server = await serverIfRunning(dataDir)
  const versions =
    server === undefined ? await rotateStopped(dataDir, purposes, flags) : (await askOwner(server, 'keys', { rotate: purposes })).versions
  const made = purposes.map((purpose, i) => `${purpose} key ${String((versions as unknown[])[i])}`)
  print(`new: ${made.join(', ')}. What older keys have sealed opens as before.`)
}

const rotateStopped = async (dataDir: string, purposes: readonly KeyPurpose[], flags: RotateFlags): Promise<number[]> =>
  withStoppedKeys({ dataDir, master: await presentKey(dataDir, flags), warn: tell }, (store, ring) =>
    rotateDataKeys(store, purposes, { ring, ids: systemIds(), now: systemClock().now() }),
  )

function presentKey(dataDir: string, flags: RotateFlags): Promise<KeyObject> {
  const given = masterKeyOf(flags, flags.newMasterKeyKmsCiphertext !== undefined)
  return readMasterKey({ ...given, besideData: `${dataDir}.master-key`, data: dataDir, mayMake: false, warn: tell }, systemIds())
}

async function rotateMaster(dataDir: string, { flag, name, source }: NewKey, flags: RotateFlags): Promise<void> {
  const ids = systemIds()
  const master = await presentKey(dataDir, flags)
  const next = await readMasterKey({ ...source, besideData: '', mayMake: false, warn: tell }, ids)
  if (next.equals(master)) throw new UsageError(`${name} holds the present master key. Make another one.`)
  const server = await serverIfRunning(dataDir)
  if (server === undefined)
    await withStoppedKeys({ dataDir, master, warn: tell }, (store, ring) => rotateMasterKey(store, next, { ring, ids, present: master }))
  else {
    const handover = sealHandover(next, { master, server: server.instance, ids })
    await askOwner(server, 'keys', { master: Buffer.from(handover).toString('base64') })
  }
  print(
    [
      `The master key is now the one in ${name}; the former one no longer opens ${dataDir}.`,
      'From now on, start the server with the new one:',
      `  ${flag} ${shellWord(name)}`,
      'Keep the former one as long as you keep backups from before.',
    ].join('\n'),
  )
}
