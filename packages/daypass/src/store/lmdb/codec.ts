import type { Change, Entry, Revision } from '../store.js'

const REVISION_BYTES = 8

/** 8 bytes, big endian: byte order is revision order. */
export function encodeRevision(revision: Revision, extra = 0): Buffer {
  const bytes = Buffer.allocUnsafe(REVISION_BYTES + extra)
  bytes.writeUInt32BE(Math.floor(revision / 2 ** 32), 0)
  bytes.writeUInt32BE(revision % 2 ** 32, 4)
  return bytes
}

/** The revision at the beginning of the bytes. Throws RangeError if they are shorter than 8. */
export const decodeRevision = (bytes: Buffer): Revision => bytes.readUInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4)

/** A stored record: its modRevision, then its value. */
export function encodeRecord(value: Uint8Array, modRevision: Revision): Buffer {
  const record = encodeRevision(modRevision, value.byteLength)
  record.set(value, REVISION_BYTES)
  return record
}

/** `record` must be a separate copy, because the entry's value is a part of it. */
export function decodeRecord(key: string, record: Buffer): Entry {
  const value = new Uint8Array(record.buffer, record.byteOffset + REVISION_BYTES, record.byteLength - REVISION_BYTES)
  return { key, value, modRevision: decodeRevision(record) }
}

function framed(bytes: Uint8Array): Uint8Array[] {
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(bytes.byteLength)
  return [length, bytes]
}

const COUNT_BYTES = 8

/**
 * A change for the log: the number of puts, the number of deletes, then each key and value, then each deleted key; every part is preceded by its
 * length.
 */
export function encodeChange(change: Change): Buffer {
  const counts = Buffer.allocUnsafe(COUNT_BYTES)
  counts.writeUInt32BE(change.puts.length, 0)
  counts.writeUInt32BE(change.dels.length, 4)
  const puts = change.puts.flatMap(({ key, value }) => [...framed(Buffer.from(key)), ...framed(value)])
  return Buffer.concat([counts, ...puts, ...change.dels.flatMap((key) => framed(Buffer.from(key)))])
}

function parts(bytes: Buffer, count: number): Buffer[] {
  const found: Buffer[] = []
  for (let at = COUNT_BYTES; found.length < count; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.byteLength) throw new RangeError('a change in the log is cut short')
    found.push(bytes.subarray(at + 4, end))
    at = end
  }
  return found
}

/** The inverse of `encodeChange`. Throws RangeError if the bytes are cut off. */
export function decodeChange(revision: Revision, bytes: Buffer): Change {
  const putParts = bytes.readUInt32BE(0) * 2
  const all = parts(bytes, putParts + bytes.readUInt32BE(4))
  const puts: Entry[] = []
  for (let i = 0; i < putParts; i += 2) {
    puts.push({ key: all[i]!.toString(), value: new Uint8Array(all[i + 1]!), modRevision: revision })
  }
  return { revision, puts, dels: all.slice(putParts).map((key) => key.toString()) }
}
