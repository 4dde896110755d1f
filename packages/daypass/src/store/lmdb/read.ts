import { keyBytes } from '../key-order.js'
import type { Entry } from '../store.js'
import { STORE_LIMITS, UNBOUNDED } from '../store.js'
import { decodeRecord, decodeRevision } from './codec.js'
import type { ReadTransaction, Table } from './environment.js'

/** Keys are stored as their UTF-8 bytes, so LMDB's own order is the order of the contract. */
export function encodeKey(key: string): Buffer {
  keyBytes(key)
  return Buffer.from(key)
}

/** A key with no bytes or above the limit cannot be stored, and LMDB would throw, so it is not looked up. */
const cannotExist = (key: Buffer): boolean => key.byteLength === 0 || key.byteLength > STORE_LIMITS.keyBytes

/** One entry in the transaction. */
export function readEntry(data: Table, key: string, transaction?: ReadTransaction): Entry | undefined {
  const bytes = encodeKey(key)
  if (cannotExist(bytes)) return undefined
  const record = data.get(bytes, transaction && { transaction })
  return record && decodeRecord(key, record)
}

/** The options of a range; LMDB requires that absent bounds are left out. */
const bounds = (range: { start: string; end: string }) => ({
  ...(range.start !== '' && { start: encodeKey(range.start) }),
  ...(range.end !== UNBOUNDED && { end: encodeKey(range.end) }),
})

/** A range whose end is at or below its start is empty; it is not passed to LMDB. */
const isEmpty = (range: { start: string; end: string }): boolean =>
  range.end !== UNBOUNDED && Buffer.compare(encodeKey(range.start), encodeKey(range.end)) >= 0

/** At most `limit` entries of [start, end) in the transaction. */
export function readRange(
  data: Table,
  range: { readonly start: string; readonly end: string; readonly limit: number },
  transaction?: ReadTransaction,
): Entry[] {
  const found: Entry[] = []
  if (isEmpty(range)) return found
  const options = { ...bounds(range), limit: range.limit, ...(transaction && { transaction }) }
  for (const { key, value } of data.getRange(options)) found.push(decodeRecord(key.toString(), value))
  return found
}

/** Within a write transaction: whether any key of [start, end) was put after `revision`. */
export function anyPutAfter(data: Table, range: { readonly start: string; readonly end: string }, revision: number): boolean {
  if (isEmpty(range)) return false
  for (const { value } of data.getRange(bounds(range))) {
    if (decodeRevision(value) > revision) return true
  }
  return false
}
