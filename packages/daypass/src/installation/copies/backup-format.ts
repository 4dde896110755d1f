import type { Entry, Revision } from '../../store/store.js'

/**
 * The file of a backup (decisions/0022). All numbers are big endian. It begins with {@link MAGIC} and the number of the format (4 bytes). Then come
 * parts, each with its {@link PART} in one byte: the header, records in key order, object files, and the end. After the end come 32 bytes: the SHA-256 of
 * everything before them.
 */
export const MAGIC = 'daypass backup\n'
/** The format that this version writes, and the only one that it reads. */
export const FORMAT = 1
/** Bytes before the first part. */
export const PREAMBLE: number = MAGIC.length + 4
export const DIGEST_BYTES = 32

/**
 * The first byte of a part, and what follows it: a header, an end and a failure have a length (4) and JSON or text; a record the lengths of key (2) and
 * value (4), its revision (8), key and value; a file its name (16), its length (8) and its bytes. A failure is the last part of a backup that could not be
 * finished, and says why.
 */
export const PART = { header: 0x48, record: 0x52, file: 0x46, end: 0x45, failure: 0x58 } as const

/** Limits of what is read into memory: of header, end and failure in bytes, of a file in bytes (more than the largest object). */
export const PART_LIMITS = { text: 65_536, file: 2 ** 43 } as const

/** What a backup says about itself before its records. */
export interface BackupHeader {
  readonly installation: string
  readonly account: string
  /** The layout of the records (migrations.ts), and the lowest schema whose versions understand it. */
  readonly schema: number
  readonly minReader?: number
  /** All records are of this revision of the store. */
  readonly revision: Revision
  /** When it was made: ISO 8601, by the machine's clock. */
  readonly createdAt: string
  /** The version of daypass that made it. */
  readonly version: string
}

/** What a backup holds, told at its end. */
export interface BackupTotals {
  readonly records: number
  readonly files: number
  /** Of the files. */
  readonly bytes: number
}

/** The bytes before the first part. */
export function preamble(): Uint8Array {
  const bytes = Buffer.alloc(PREAMBLE)
  bytes.write(MAGIC, 'latin1')
  bytes.writeUInt32BE(FORMAT, MAGIC.length)
  return bytes
}

/** A header, an end or a failure. */
export function textPart(part: number, text: string): Uint8Array {
  const bytes = Buffer.from(text)
  const head = Buffer.alloc(5)
  head[0] = part
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** Bytes after the first one of a record, before its key. */
export const RECORD_HEAD = 14

export function recordPart({ key, value, modRevision }: Entry): Uint8Array {
  const name = Buffer.from(key)
  const head = Buffer.alloc(1 + RECORD_HEAD)
  head[0] = PART.record
  head.writeUInt16BE(name.length, 1)
  head.writeUInt32BE(value.byteLength, 3)
  head.writeBigUInt64BE(BigInt(modRevision), 7)
  return Buffer.concat([head, name, value])
}

/** Bytes after the first one of a file, before its bytes. */
export const FILE_HEAD = 24

/** The beginning of a file with this name (32 hex digits) and so many bytes. */
export function filePart(name: string, size: number): Uint8Array {
  const head = Buffer.alloc(1 + FILE_HEAD)
  head[0] = PART.file
  head.write(name, 1, 'hex')
  head.writeBigUInt64BE(BigInt(size), 17)
  return head
}
