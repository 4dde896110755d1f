import { defineKeys } from '../directory/key-space.js'
import type { Reader, Writer } from '../directory/state.js'

/** What is fixed when an installation is created, and its clock offset. */
export interface Meta {
  /** Its id, a UUID, which is also in the folder of object files and in the root key file. */
  readonly installation: string
  /** The number of the layout of the store (migrations.ts). */
  readonly schema: number
  /** The lowest schema whose versions understand the store; that of the store where it is absent. */
  readonly minReader?: number
  readonly account: string
  readonly rootKeyId: string
  /** Derived from the master key; recognizes another master key without revealing this one. */
  readonly masterKeyCheck: string
  /** Milliseconds that `--dev` moved the clock by. */
  readonly clockOffset: number
  readonly createdAt: number
}

/** The only key of the installation record. */
export const metaKeys = defineKeys('installation/meta', {
  record: 'account id, root key id, check value of the master key, clock offset',
  lifetime: 'for ever',
})

/** As stored: before schema 1 the record had neither id nor schema number. */
export type StoredMeta = Omit<Meta, 'installation' | 'schema'> & Partial<Pick<Meta, 'installation' | 'schema'>>

/** Only where several nodes share a folder of object files: the mark that it has. */
export const sharedObjectsKeys = defineKeys('installation/shared-objects', {
  record: 'the mark in the folder of object files that nodes share',
  lifetime: 'for ever',
})

export const readSharedObjects = (state: Reader): string | undefined => state.get<{ mark: string }>(sharedObjectsKeys.key())?.mark
export const writeSharedObjects = (state: Writer, mark: string): void => state.put(sharedObjectsKeys.key(), { mark })

export const readMeta = (state: Reader): StoredMeta | undefined => state.get<StoredMeta>(metaKeys.key())
export const writeMeta = (state: Writer, meta: Meta): void => state.put(metaKeys.key(), meta)
