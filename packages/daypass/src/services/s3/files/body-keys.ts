import type { Ids } from '../../../core/ids.js'
import { open, seal, utf8 } from '../../../core/seal.js'
import type { DataKey, KeyRing } from '../../../directory/key-ring.js'
import type { SealedBodyKey, FileBody } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import { DamagedBody } from './damaged-body.js'

/** The key of one body, and the size of the body in bytes. */
export interface BodyKey {
  readonly key: Uint8Array
  readonly size: number
}

/** Reads the newest state. */
export type ReadState = <T>(body: (state: Reader) => T) => T

const KEY_BYTES = 32
const SIZE_BYTES = 6
const IV_BYTES = 12

/** A new key, for one body. */
export const newBodyKey = (ids: Ids): Uint8Array => ids.bytes(KEY_BYTES)

/**
 * Seals the key of the body in `file` with a storage key, once the size of the body is known: whoever opens it knows how many frames there must be, and how
 * long the last one is.
 */
export function sealBodyKey(by: { storage: DataKey; ids: Ids }, file: string, { key, size }: BodyKey): SealedBodyKey {
  const plain = Buffer.alloc(KEY_BYTES + SIZE_BYTES)
  plain.set(key)
  plain.writeUIntBE(size, KEY_BYTES, SIZE_BYTES)
  const { version, key: sealing } = by.storage
  return { version, sealed: seal(sealing, by.ids.bytes(IV_BYTES), { plain, bound: bound(file) }).toString('base64') }
}

/**
 * Opened keys by the record that they were sealed in: all who read a record at one revision share it, so its key is opened once for them, and kept as long as
 * the record is.
 */
const opened = new WeakMap<SealedBodyKey, BodyKey & { readonly file: string }>()

/** The key of a body. Throws {@link DamagedBody} where it does not open: it was sealed for another file, or altered. */
export function openBodyKey(ring: KeyRing, state: Reader, { file, bodyKey }: Required<Pick<FileBody, 'file' | 'bodyKey'>>): BodyKey {
  const known = opened.get(bodyKey)
  if (known?.file === file) return known
  const by = ring.version(state, bodyKey.version, 'storage')
  const plain = by && open(by.key, Buffer.from(bodyKey.sealed, 'base64'), bound(file))
  if (plain?.length !== KEY_BYTES + SIZE_BYTES) throw new DamagedBody(file, 'its key in the record does not open')
  const made = { file, key: plain.subarray(0, KEY_BYTES), size: plain.readUIntBE(KEY_BYTES, SIZE_BYTES) }
  opened.set(bodyKey, made)
  return made
}

/** What the sealed keys of bodies are bound to: no other sealed secret of the store opens as one. */
const bound = (file: string): Uint8Array => utf8(`object/${file}`)
