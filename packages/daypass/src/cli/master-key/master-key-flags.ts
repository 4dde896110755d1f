/**
 * master-key: where a command finds the master key, and how it asks a key management service for it. Owns the flags about it, and the commands about keys. Refuses
 * to print a key, a ciphertext, or what a service says about them.
 */
import type { Command } from 'commander'
import type { MasterKeySource } from '../../installation/master-key.js'
import { variable } from '../environment.js'
import { UsageError } from '../usage-error.js'
import { type KmsFlags, kmsOf, refuseStrayKmsFlags, withKmsOptions } from './kms-flags.js'
import { unwrapMasterKey } from './wrapped-key.js'

/** The flags about the master key, as given. */
export interface MasterKeyFlags extends KmsFlags {
  readonly masterKeyFile?: string
  readonly masterKeyCommand?: string
  readonly masterKeyKmsCiphertext?: string
}

/** Adds them to a command. */
export const withMasterKeyOptions = (command: Command): Command =>
  withKmsOptions(
    command
      .option('--master-key-file <file>', 'file of the master key, 32 bytes in base64 or hexadecimal (DAYPASS_MASTER_KEY_FILE)')
      .option('--master-key-command <command>', 'shell command that prints the master key')
      .option(
        '--master-key-kms-ciphertext <file>',
        'file of the master key as a key management service has encrypted it, which is asked to decrypt it',
      ),
  )

/** Whether one of them was given. */
export const hasMasterKeyFlags = ({
  masterKeyFile: file,
  masterKeyCommand: command,
  masterKeyKmsCiphertext: ciphertext,
}: MasterKeyFlags): boolean => [file, command, ciphertext].some((one) => one !== undefined)

/**
 * Where the flags and variables say that the master key is; nothing is read or asked yet. Throws {@link UsageError}. `hasOtherUse`: whether the flags about a key
 * management service are for another key too.
 */
export function masterKeyOf(flags: MasterKeyFlags, hasOtherUse = false): Pick<MasterKeySource, 'value' | 'file' | 'command' | 'kms'> {
  const file = variable('DAYPASS_MASTER_KEY_FILE')
  if (flags.masterKeyFile !== undefined && file !== undefined && file !== flags.masterKeyFile) {
    throw new UsageError('--master-key-file and DAYPASS_MASTER_KEY_FILE name different files. Give one.')
  }
  return {
    value: variable('DAYPASS_MASTER_KEY'),
    file: flags.masterKeyFile ?? file,
    command: flags.masterKeyCommand,
    kms: kmsSource(flags, hasOtherUse),
  }
}

function kmsSource(flags: MasterKeyFlags, hasOtherUse: boolean): MasterKeySource['kms'] {
  const { masterKeyKmsCiphertext: ciphertext } = flags
  if (ciphertext === undefined) {
    if (!hasOtherUse) refuseStrayKmsFlags(flags)
    return undefined
  }
  const setting = kmsOf(flags)
  return () => unwrapMasterKey(ciphertext, setting)
}
