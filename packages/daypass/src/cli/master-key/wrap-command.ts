import { createSecretKey, type KeyObject } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { Command } from 'commander'
import { newUuid, systemIds } from '../../core/ids.js'
import { readMasterKey } from '../../installation/master-key.js'
import { NewFile } from '../copies/new-file.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { UsageError } from '../usage-error.js'
import { type KmsFlags, kmsOf, withKmsOptions } from './kms-flags.js'
import { masterKeyOf } from './master-key-flags.js'
import { wrapMasterKey } from './wrapped-key.js'

interface WrapFlags extends KmsFlags {
  readonly masterKeyFile?: string
  readonly masterKeyCommand?: string
}

/** `daypass keys wrap`: a master key that a key management service has encrypted; by default a new one, which is in no file. */
export const wrapCommand = (): Command =>
  withKmsOptions(new Command('wrap'), 'encrypt')
    .description('make a new master key, or take one that is given, and have a key management service encrypt it')
    .argument('<file>', 'the file for the encrypted key, which must not exist: what --master-key-kms-ciphertext takes')
    .option('--master-key-file <file>', 'file of the master key to encrypt (DAYPASS_MASTER_KEY_FILE)')
    .option('--master-key-command <command>', 'shell command that prints the master key to encrypt')
    .allowExcessArguments(false)
    .action(wrap)

async function wrap(file: string, { masterKeyFile, masterKeyCommand, ...kms }: WrapFlags): Promise<void> {
  const setting = kmsOf(kms)
  if (setting.keyId === undefined)
    throw new UsageError('Give --master-key-kms-key-id: the key of the service that encrypts the master key.')
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined)
    throw new UsageError(`${file} exists, and may hold the only copy of a master key. Name another file.`)
  const { isNew, master } = await masterToWrap({
    ...(masterKeyFile !== undefined && { masterKeyFile }),
    ...(masterKeyCommand !== undefined && { masterKeyCommand }),
  })
  const bytes = await wrapMasterKey(master, setting)
  await write(file, `${Buffer.from(bytes).toString('base64')}\n`)
  print(
    `${isNew ? 'A new master key' : 'The master key'}, encrypted by ${setting.keyId}, is in ${file}. Keep a copy: without it the data is lost.`,
  )
  if (isNew) print('It is nowhere else. If that key of the service is deleted, the data is lost too.')
}

async function masterToWrap(flags: Pick<WrapFlags, 'masterKeyFile' | 'masterKeyCommand'>): Promise<{ isNew: boolean; master: KeyObject }> {
  const given = masterKeyOf(flags)
  const ids = systemIds()
  if (Object.values(given).every((one) => one === undefined)) return { isNew: true, master: createSecretKey(ids.bytes(32)) }
  return { isNew: false, master: await readMasterKey({ ...given, besideData: '', mayMake: false, warn: tell }, ids) }
}

async function write(target: string, text: string): Promise<void> {
  const file = await NewFile.beside(target, newUuid(systemIds()).slice(0, 8))
  try {
    await file.write(one(Buffer.from(text)))
    await file.putInPlace(false)
  } catch (error) {
    await file.remove()
    throw error
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
