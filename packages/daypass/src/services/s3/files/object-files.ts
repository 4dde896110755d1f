// files: the bytes of objects: encrypted, verified when they are read, on the disk before they are acknowledged. Owns the format of files, their names
// and their removal. Refuses to know keys of objects, buckets and callers: only records know which file belongs to which key.

import type { ByteStream } from '../../../core/exchange.js'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ids } from '../../../core/ids.js'
import type { DataKey } from '../../../directory/key-ring.js'
import type { SealedBodyKey, FileBody } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import { newBodyKey, sealBodyKey } from './body-keys.js'
import { type BodyReader, bodyReader, pathOf, type ReaderParts } from './body-reader.js'
import { type Receiving, receiveBytes } from './receive-bytes.js'
import { removePath, type Swept, sweepFolder } from './sweep.js'

/** A body that is stored in its own file: what its record needs. */
export interface ReceivedFile extends FileBody {
  readonly bodyKey: SealedBodyKey
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits. */
  readonly md5: string
}

/** A body that is stored in a file, or, where it has `sealed`, is to be put into the store with its record (object-bytes.ts). */
export interface ReceivedBody extends ReceivedFile {
  readonly sealed?: Uint8Array
}

/**
 * Where object bodies are stored: one file per put, with a random name and never changed, in 256 folders below a folder that only the own user can
 * access. A key never becomes a path; only the store knows which file belongs to which key. The bytes are on the disk before `receive` ends.
 */
export interface ObjectFiles {
  readonly folder: string
  /** Writes a body to a new file. Returns `too large` as soon as more than `limitBytes` have come. On any error, also of the source, no file remains. */
  receive(source: ByteStream, limitBytes: number): Promise<ReceivedFile | 'too large'>
  /**
   * The same, except that there is no file for a small body: its bytes are returned, sealed, for the commit that stores its record. `at` is the state of the
   * request; it is read before the body.
   */
  receiveInline(source: ByteStream, limitBytes: number, at: Reader): Promise<ReceivedBody | 'too large'>
  /** Reads a part of a body. */
  read: BodyReader
  /** Removes a file, if it exists. Never fails: the next sweep removes what cannot be removed now. */
  remove(file: string): Promise<void>
  /**
   * Removes the files without a reference, and counts them and those that are kept. They are moved below the folder `to`, in the same subfolders, or
   * deleted when it is not given. Half-received files are deleted, because no store can refer to them. Only at start, before anything is received,
   * and only by the single process on the folder.
   */
  sweep(isReferenced: (file: string) => boolean, to?: string): Promise<Swept>
}

/** What the object files of an installation need. */
export interface FileParts extends ReaderParts {
  readonly ids: Ids
}

/** Bytes of a body that gets no file: decisions/0017 says what was measured. */
const INLINE_BYTES = 8_192

/** Object files below `folder`, which is created (mode 0700) if it does not exist. */
export function makeObjectFiles(folder: string, parts: FileParts): ObjectFiles {
  const { ids, ring, read } = parts
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  const current = (state: Reader): DataKey => ring.current(state, 'storage')
  const receive = async (source: ByteStream, storage: DataKey, receiving: Pick<Receiving, 'limitBytes' | 'inlineBytes'>) => {
    const file = Buffer.from(ids.bytes(16)).toString('hex')
    const key = newBodyKey(ids)
    const places = { temporary: join(temporary, file), home: join(folder, file.slice(0, 2)), path: pathOf(folder, file), folder }
    try {
      const received = await receiveBytes(source, { key, places, ...receiving })
      if (received !== 'too large') return { file, bodyKey: sealBodyKey({ storage, ids }, file, { key, size: received.size }), ...received }
    } catch (error) {
      await removePath(places.temporary)
      await removePath(places.path)
      throw error
    }
    await removePath(places.temporary)
    return 'too large'
  }
  return {
    folder,
    receive: (source, limitBytes) => receive(source, read(current), { limitBytes, inlineBytes: -1 }),
    receiveInline: (source, limitBytes, at) => receive(source, current(at), { limitBytes, inlineBytes: INLINE_BYTES }),
    read: bodyReader(folder, parts),
    remove: (file) => removePath(pathOf(folder, file)),
    sweep: (isReferenced, to) => sweepFolder(folder, isReferenced, to),
  }
}
