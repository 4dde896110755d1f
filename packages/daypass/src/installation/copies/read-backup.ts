import { createHash } from 'node:crypto'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { type Entry, STORE_LIMITS } from '../../store/store.js'
import { OperatorError } from '../operator-error.js'
import {
  type BackupHeader,
  type BackupTotals,
  DIGEST_BYTES,
  FILE_HEAD,
  FORMAT,
  MAGIC,
  PART,
  PART_LIMITS,
  PREAMBLE,
  RECORD_HEAD,
} from './backup-format.js'
import { HashedBytes } from './hashed-bytes.js'

/** Why a backup is not used: what is wrong with it, as the rest of a sentence that begins with its name. */
export class BadBackup extends OperatorError {
  readonly code = 'BadBackup'
  /** Why whoever wrote it could not finish it, where that is in it. */
  readonly failure: string | undefined

  constructor(message: string, failure?: string) {
    super(message)
    this.failure = failure
  }
}

/** A file in a backup. Its bytes are read once; what is not read is passed over. */
export interface BackupFile {
  /** 32 hex digits. */
  readonly name: string
  readonly size: number
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What a backup holds, in this order; the end comes once everything before it is known to be as it was written. */
export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'record'; readonly record: Entry }
  | { readonly kind: 'file'; readonly file: BackupFile }
  | { readonly kind: 'end'; readonly totals: BackupTotals }

const CUT = 'is incomplete: it ends too early. It was not written to its end, or was cut off.'
const CHANGED = 'is damaged: it is not as it was written.'

const unfinished = (why: string): BadBackup => new BadBackup(`is incomplete: ${escapeUnprintable(why)}`, why)

/** Reads a backup part by part. Nothing in it can be relied on before its end has come. Throws {@link BadBackup}. */
export async function* readBackup(source: AsyncIterable<Uint8Array>): AsyncGenerator<BackupPart> {
  const hash = createHash('sha256')
  const reader = new HashedBytes(source, hash)
  try {
    requireFormat(await reader.take(PREAMBLE))
    const counted = { records: 0, files: 0, bytes: 0 }
    for (let isFirst = true; ; isFirst = false) {
      const [kind] = await needed(reader, 1)
      if (kind !== PART.failure && isFirst !== (kind === PART.header)) throw new BadBackup(CHANGED)
      if (kind === PART.header) yield { kind: 'header', header: headerIn(await textOf(reader)) }
      else if (kind === PART.record) {
        counted.records += 1
        yield { kind: 'record', record: await recordOf(reader) }
      } else if (kind === PART.file) {
        const file = await fileOf(reader)
        counted.files += 1
        counted.bytes += file.size
        yield { kind: 'file', file }
        await file.pass()
      } else if (kind === PART.failure) throw unfinished(await textOf(reader))
      else if (kind !== PART.end) throw new BadBackup(CHANGED)
      else {
        const totals = JSON.stringify(counted)
        if ((await textOf(reader)) !== totals) throw new BadBackup(CHANGED)
        await requireDigest(reader, hash.digest())
        yield { kind: 'end', totals: counted }
        return
      }
    }
  } finally {
    await reader.end()
  }
}

function requireFormat(bytes: Buffer | undefined): void {
  if (bytes === undefined || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new BadBackup('is not a backup of daypass.')
  const format = bytes.readUInt32BE(MAGIC.length)
  if (format === FORMAT) return
  const isNewer = format > FORMAT && format < 65_536
  throw new BadBackup(
    isNewer ? `has a newer format (${format}; this daypass knows ${FORMAT}). Use the version that made it, or a newer one.` : CHANGED,
  )
}

async function requireDigest(reader: HashedBytes, digest: Buffer): Promise<void> {
  const written = await reader.takeUnhashed(DIGEST_BYTES)
  if (written === undefined) throw new BadBackup(CUT)
  if (!written.equals(digest) || !(await reader.isAtEnd())) throw new BadBackup(CHANGED)
}

async function needed(reader: HashedBytes, length: number): Promise<Buffer> {
  const bytes = await reader.take(length)
  if (bytes === undefined) throw new BadBackup(CUT)
  return bytes
}

async function textOf(reader: HashedBytes): Promise<string> {
  const length = (await needed(reader, 4)).readUInt32BE()
  if (length > PART_LIMITS.text) throw new BadBackup(CHANGED)
  return (await needed(reader, length)).toString('utf8')
}

async function recordOf(reader: HashedBytes): Promise<Entry> {
  const head = await needed(reader, RECORD_HEAD)
  const keyLength = head.readUInt16BE()
  const valueLength = head.readUInt32BE(2)
  const modRevision = Number(head.readBigUInt64BE(6))
  const isPossible = keyLength > 0 && keyLength <= STORE_LIMITS.keyBytes && valueLength <= STORE_LIMITS.valueBytes
  if (!isPossible || !Number.isSafeInteger(modRevision) || modRevision < 1) throw new BadBackup(CHANGED)
  const key = await needed(reader, keyLength)
  return { key: key.toString('utf8'), value: new Uint8Array(await needed(reader, valueLength)), modRevision }
}

async function fileOf(reader: HashedBytes): Promise<BackupFile & { readonly pass: () => Promise<void> }> {
  const head = await needed(reader, FILE_HEAD)
  const size = Number(head.readBigUInt64BE(16))
  if (size > PART_LIMITS.file) throw new BadBackup(CHANGED)
  const stream = reader.stream(size)
  let left = size
  async function* rest(): AsyncGenerator<Uint8Array> {
    while (left > 0) {
      const next = await stream.next()
      if (next.done === true) throw new BadBackup(CUT)
      left -= next.value.length
      yield next.value
    }
  }
  const pass = async () => {
    for await (const _ of rest());
  }
  return { name: head.toString('hex', 0, 16), size, bytes: { [Symbol.asyncIterator]: rest }, pass }
}

function headerIn(text: string): BackupHeader {
  const header = parsed(text)
  const isWhole =
    ['installation', 'account', 'createdAt', 'version'].every((name) => typeof header[name] === 'string') &&
    ['schema', 'revision'].every((name) => Number.isSafeInteger(header[name])) &&
    (header.minReader === undefined || Number.isSafeInteger(header.minReader))
  if (!isWhole || (header.revision as number) < 1) throw new BadBackup(CHANGED)
  return header as unknown as BackupHeader
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>
  } catch {
    throw new BadBackup(CHANGED)
  }
}
