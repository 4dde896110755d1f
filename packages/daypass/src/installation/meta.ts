import { defineKeys } from '../directory/key-space.js'
import type { Reader, Writer } from '../directory/state.js'

/** What an installation is made of for good. */
export interface Meta {
  /** Its id, a UUID: the folder of object files and the root key file carry it too. */
  readonly installation: string
  /** The number of the layout of the store (migrations.ts). */
  readonly schema: number
  readonly account: string
  readonly rootKeyId: string
  /** Follows from the master key; tells another one apart without telling the key. */
  readonly masterKeyCheck: string
  /** Milliseconds that `--dev` moved the clock by. */
  readonly clockOffset: number
  readonly createdAt: number
}

/** The one key of the installation record. */
export const metaKeys = defineKeys('installation/meta', {
  record: 'account id, root key id, check value of the master key, clock offset',
  lifetime: 'for ever',
})

/** As the store has it: before schema 1 there was neither id nor number. */
export type StoredMeta = Omit<Meta, 'installation' | 'schema'> & Partial<Pick<Meta, 'installation' | 'schema'>>

export const readMeta = (state: Reader): StoredMeta | undefined => state.get<StoredMeta>(metaKeys.key())
export const writeMeta = (state: Writer, meta: Meta): void => state.put(metaKeys.key(), meta)
