import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ByteStream } from '../../../core/exchange.js'
import type { KeyRing } from '../../../directory/key-ring.js'
import type { FileBody } from '../../../directory/s3/object.js'
import { getObjectBytes } from '../../../directory/s3/object-bytes.js'
import type { Reader } from '../../../directory/state.js'
import { openBodyKey, type ReadState } from './body-keys.js'
import { inlinePiece } from './inline-body.js'
import { openFile } from './open-file.js'
import type { FileRange } from './pieces.js'
import { FILE_NAME } from './sweep.js'
import { wholeBody } from '../../../core/body.js'

/** What reading bodies needs. */
export interface ReaderParts {
  readonly ring: KeyRing
  readonly read: ReadState
  /** Tells the operator about damage that is found when the answer has begun: it can only be cut off. */
  readonly warn: (text: string) => void
}

/**
 * Reads a part of a body; undefined when it is gone. The file is open when the promise resolves, so it stays readable even if it is removed meanwhile. Iterate it
 * once, or call `return` of its iterator, which closes it. Every byte is verified before it is returned. Throws DamagedBody, at once or during the iteration. A
 * body that is in the store is read as it is in `at`, or else as it is now.
 */
export type BodyReader = (body: FileBody, range: FileRange, at?: Reader) => Promise<ByteStream | undefined>

/** Reads bodies, and writes nothing. */
export function bodyReader(folder: string, { ring, read, warn }: ReaderParts): BodyReader {
  return async (body, range, at) => {
    const { file, bodyKey } = body
    if (body.inline === true) {
      const openIn = (state: Reader) => {
        const sealed = getObjectBytes(state, file)
        return sealed === undefined || bodyKey === undefined ? undefined : { sealed, opened: openBodyKey(ring, state, { file, bodyKey }) }
      }
      const found = at === undefined ? read(openIn) : openIn(at)
      return found && wholeBody(inlinePiece(file, found, range))
    }
    const handle = await openIfThere(pathOf(folder, file))
    if (handle === undefined) return undefined
    return openFile({ file, handle, warn }, range, bodyKey && (() => read((state) => openBodyKey(ring, state, { file, bodyKey }))))
  }
}

/** The path of an object file. Throws TypeError for what is not the name of one. */
export function pathOf(folder: string, file: string): string {
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
