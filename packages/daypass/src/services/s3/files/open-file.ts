import type { FileHandle } from 'node:fs/promises'
import type { ByteStream } from '../../../core/exchange.js'
import type { BodyKey } from './body-keys.js'
import { type FileRange, framedPieces, type NextPiece, plainPieces, READ_BYTES } from './pieces.js'
import { piecesInTurn } from '../../../core/body.js'

interface OpenedFile {
  readonly file: string
  readonly handle: FileHandle
  readonly warn: (text: string) => void
}

/**
 * A range of an open file, as an iterable. Its first bytes are read and verified before it is returned, so that damage there is an error and not half an
 * answer. A small part is read whole, so that no file stays open for a client that may be slow or gone. `keyOf` opens the key; without it the file is plain.
 */
export async function openFile(opened: OpenedFile, range: FileRange, keyOf?: () => BodyKey): Promise<ByteStream> {
  try {
    const next = keyOf === undefined ? plainPieces(opened, range) : await framedPieces(opened, range, keyOf())
    const first = await next()
    if (range.length > READ_BYTES) return new OpenFileBody(opened, next, first)
    const pieces = first === undefined ? [] : [first]
    for (let piece = await next(); piece !== undefined; piece = await next()) pieces.push(piece)
    await opened.handle.close()
    return piecesInTurn(pieces)
  } catch (error) {
    await opened.handle.close()
    throw error
  }
}

/** An open file as an iterable. Not a generator: if it is never started, a generator does not close the file. */
class OpenFileBody implements AsyncIterableIterator<Uint8Array> {
  readonly #opened: OpenedFile
  readonly #next: NextPiece
  #first: Uint8Array | undefined
  #isClosed = false

  constructor(opened: OpenedFile, next: NextPiece, first: Uint8Array | undefined) {
    this.#opened = opened
    this.#next = next
    this.#first = first
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isClosed) return { done: true, value: undefined }
    try {
      const value = this.#first ?? (await this.#next())
      this.#first = undefined
      return value === undefined ? await this.return() : { done: false, value }
    } catch (error) {
      // The answer has begun: its connection breaks, and the client cannot be told why.
      this.#opened.warn(`A download was cut off: ${(error as Error).message}`)
      await this.return()
      throw error
    }
  }

  async return(): Promise<{ done: true; value: undefined }> {
    if (!this.#isClosed) {
      this.#isClosed = true
      await this.#opened.handle.close()
    }
    return { done: true, value: undefined }
  }
}
