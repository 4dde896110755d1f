import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** The sealed bytes of small bodies, by the name that a file of them would have. */
export const objectBytesKeys = defineKeys('object-bytes/<file>', {
  record: 'the bytes of a small object, sealed',
  lifetime: 'that of the object or version which has them',
})

interface BytesRecord {
  /** Base64. */
  readonly sealed: string
}

/** The sealed bytes of a small body; undefined when it is gone. */
export function getObjectBytes(state: Reader, file: string): Uint8Array | undefined {
  const record = state.get<BytesRecord>(objectBytesKeys.key(file))
  return record && Buffer.from(record.sealed, 'base64')
}

/** Stores the sealed bytes of a small body: in the commit that stores the record which refers to them. */
export function putObjectBytes(state: Writer, file: string, sealed: Uint8Array): void {
  const record: BytesRecord = { sealed: Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length).toString('base64') }
  state.put(objectBytesKeys.key(file), record)
}

/** Deletes the bytes of a small body, in the commit that leaves it without a record: one write. */
export const deleteObjectBytes = (state: Writer, file: string): void => state.discard(objectBytesKeys.key(file))
