import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { filesOf } from '../../directory/s3/referenced-files.js'
import { pathOf } from '../../services/s3/files/body-reader.js'
import type { View } from '../../store/store.js'
import { metaKeys, type StoredMeta } from '../meta.js'
import { OperatorError } from '../operator-error.js'
import { type BackupHeader, filePart, PART, preamble, recordPart, textPart } from './backup-format.js'
import { recordsAt } from './copied-records.js'

/** What a backup is made of. */
export interface BackedUp {
  /** Released once its records have been read. */
  readonly view: View
  /** The folder of object files; none of those that the records refer to is removed until the backup has ended. */
  readonly folder: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly version: string
  /** Called between parts. */
  readonly progress?: () => void
}

/** Why a backup cannot be made. */
export class BackupFailure extends OperatorError {}

/** Bytes of records, and of a file, that are written at once. */
const CHUNK = 262_144

/**
 * A backup as it is written, chunk by chunk. Whoever writes it must write all of it: one that could not be finished says so in its last part, because
 * what has been sent cannot be taken back.
 */
export async function* writeBackup(backedUp: BackedUp): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of partsOf(backedUp)) {
      hash.update(chunk)
      yield chunk
      backedUp.progress?.()
    }
    yield hash.digest()
  } catch (error) {
    yield textPart(PART.failure, (error as Error).message)
  } finally {
    backedUp.view.release()
  }
}

async function* partsOf({ view, folder, createdAt, version }: BackedUp): AsyncGenerator<Uint8Array> {
  yield preamble()
  yield textPart(PART.header, JSON.stringify(headerOf(view, { createdAt, version })))
  const totals = { records: 0, files: 0, bytes: 0 }
  const files = new Set<string>()
  let parts: Uint8Array[] = []
  let length = 0
  for await (const record of recordsAt(view)) {
    totals.records += 1
    for (const file of filesOf([record])) files.add(file)
    const part = recordPart(record)
    parts.push(part)
    length += part.length
    if (length < CHUNK) continue
    yield Buffer.concat(parts)
    parts = []
    length = 0
  }
  yield Buffer.concat(parts)
  // Held any longer, it would keep the store from using its old pages again while files are copied.
  view.release()
  for (const file of files) {
    totals.bytes += yield* fileParts(folder, file)
    totals.files += 1
  }
  yield textPart(PART.end, JSON.stringify(totals))
}

function headerOf(view: View, made: Pick<BackupHeader, 'createdAt' | 'version'>): BackupHeader {
  const record = view.get(metaKeys.prefix)
  if (record === undefined) throw new BackupFailure('the store has no installation in it.')
  const { installation, account, schema, minReader } = JSON.parse(new TextDecoder().decode(record.value)) as StoredMeta
  if (installation === undefined || schema === undefined)
    throw new BackupFailure('the data is from before installations had ids. Start the server once: that gives it one.')
  return { installation, account, schema, ...(minReader === undefined ? {} : { minReader }), revision: view.revision, ...made }
}

/** A file as a part; returns its size. A file that has another size at its end than at its beginning was changed, which nothing does. */
async function* fileParts(folder: string, file: string): AsyncGenerator<Uint8Array, number> {
  const handle = await openFileOf(pathOf(folder, file))
  try {
    const { size } = await requireRegular(handle, file)
    yield filePart(file, size)
    for (let left = size; left > 0; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(CHUNK, left)), 0, Math.min(CHUNK, left), size - left)
      if (bytesRead === 0) throw new BackupFailure(`the object file ${file} was cut off while it was read.`)
      left -= bytesRead
      yield buffer.subarray(0, bytesRead)
    }
    return size
  } finally {
    await handle.close()
  }
}

async function requireRegular(handle: FileHandle, file: string): Promise<Stats> {
  const stats = await handle.stat()
  if (stats.isFile()) return stats
  throw new BackupFailure(`the object file ${file} is not a regular file.`)
}

async function openFileOf(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw new BackupFailure(
      `the object file ${path} cannot be read: ${(error as Error).message}. Stop the server and run store verify: it says which objects are missing. Restore their files, or delete these objects.`,
    )
  }
}
