// files: the bytes of objects: encrypted, verified when they are read, on the disk before they are acknowledged. Owns the format of files, their names
// and their removal. Refuses to know keys of objects, buckets and callers: only records know which file belongs to which key.

import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnswerStream } from '../../../core/exchange.js'
import type { Ids } from '../../../core/ids.js'
import type { DataKey, KeyRing } from '../../../directory/key-ring.js'
import type { SealedBodyKey, StoredBody } from '../../../directory/s3/object.js'
import { getObjectBytes } from '../../../directory/s3/object-bytes.js'
import type { Reader } from '../../../directory/state.js'
import { BodyKeys, type ReadState } from './body-keys.js'
import { inlinePiece } from './inline-body.js'
import { openBody } from './open-body.js'
import type { FileRange } from './pieces.js'
import { wholeBody } from './whole-body.js'
import { type Receiving, receiveBytes } from './receive-bytes.js'
import { FILE_NAME, removePath, type Swept, sweepFolder } from './sweep.js'

/** A body that is stored in its own file: what its record needs. */
export interface ReceivedFile extends StoredBody {
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
  receive(source: AsyncIterable<Uint8Array>, limitBytes: number): Promise<ReceivedFile | 'too large'>
  /**
   * The same, except that there is no file for a small body: its bytes are returned, sealed, for the commit that stores its record. `at` is the state of the
   * request; it is read before the body.
   */
  receiveInline(source: AsyncIterable<Uint8Array>, limitBytes: number, at: Reader): Promise<ReceivedBody | 'too large'>
  /**
   * A part of a body, or undefined when it is gone. The file is open when the promise resolves, so it stays readable even if it is removed meanwhile. Iterate
   * it once, or call `return` of its iterator, which closes it. Every byte is verified before it is returned. Throws DamagedBody, at once or during the
   * iteration. A body that is in the store is read as it is in `at`, or else as it is now.
   */
  read(body: StoredBody, range: FileRange, at?: Reader): Promise<AnswerStream | undefined>
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
export interface FileParts {
  readonly ids: Ids
  readonly ring: KeyRing
  readonly read: ReadState
  /** Tells the operator about damage that is found when the answer has begun: it can only be cut off. */
  readonly warn: (text: string) => void
}

/** Bytes of a body that gets no file: decisions/0017 says what was measured. */
const INLINE_BYTES = 8_192

/** Object files below `folder`, which is created (mode 0700) if it does not exist. */
export function makeObjectFiles(folder: string, { ids, ring, read: readState, warn }: FileParts): ObjectFiles {
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  const keys = new BodyKeys(ring, ids)
  const receive = async (source: AsyncIterable<Uint8Array>, by: DataKey, receiving: Pick<Receiving, 'limitBytes' | 'inlineBytes'>) => {
    const file = Buffer.from(ids.bytes(16)).toString('hex')
    const key = keys.fresh()
    const places = { temporary: join(temporary, file), home: join(folder, file.slice(0, 2)), path: pathOf(folder, file), folder }
    try {
      const received = await receiveBytes(source, { ...receiving, key, places })
      if (received !== 'too large') return { ...received, file, bodyKey: keys.seal(by, file, { key, size: received.size }) }
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
    receive: (source, limitBytes) =>
      receive(
        source,
        readState((state) => keys.current(state)),
        { limitBytes, inlineBytes: -1 },
      ),
    receiveInline: (source, limitBytes, at) => receive(source, keys.current(at), { limitBytes, inlineBytes: INLINE_BYTES }),
    async read(body, range, at) {
      const { file, bodyKey } = body
      if (body.inline === true) {
        const open = (state: Reader) => {
          const sealed = getObjectBytes(state, file)
          return sealed === undefined || bodyKey === undefined ? undefined : { sealed, opened: keys.open(state, { file, bodyKey }) }
        }
        const found = at === undefined ? readState(open) : open(at)
        return found && wholeBody(inlinePiece(file, found, range))
      }
      const handle = await openIfThere(pathOf(folder, file))
      if (handle === undefined) return undefined
      return openBody({ file, handle, warn }, range, bodyKey && (() => readState((state) => keys.open(state, { file, bodyKey }))))
    },
    remove: (file) => removePath(pathOf(folder, file)),
    sweep: (isReferenced, to) => sweepFolder(folder, isReferenced, to),
  }
}

function pathOf(folder: string, file: string): string {
  if (!FILE_NAME.test(file)) throw new TypeError('not the name of an object file')
  return join(folder, file.slice(0, 2), file)
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
