import { createHash } from 'node:crypto'
import type { ByteStream } from '../../../core/exchange.js'
import type { FileBody, StoredBody } from '../../../directory/s3/object.js'
import { getUpload, type PartRun, type UploadRecord } from '../../../directory/s3/upload.js'
import { listParts, type PartRecord } from '../../../directory/s3/upload-part.js'
import type { Reader } from '../../../directory/state.js'
import type { FileRange } from '../files/pieces.js'
import type { S3Deps } from '../s3.js'
import { bodyReaders } from './body-readers.js'
import { type Piece, piecesOf } from './pieces.js'

/** The bytes of an object, with all that is needed to find them. */
export type FoundBody = FileBody | { readonly upload: string; readonly runs: readonly PartRun[] }

/** Finds the bytes of an object that was read at this revision. */
export function findBody(state: Reader, body: StoredBody): FoundBody {
  return 'file' in body ? body : { upload: body.upload, runs: completedRuns(getUpload(state, body.upload)) }
}

function completedRuns(upload: UploadRecord | undefined): readonly PartRun[] {
  if (upload?.runs === undefined) throw new Error('the upload of an object is missing')
  return upload.runs
}

/** Whether two bodies are the same bytes on the disk. */
export const isSameBody = (a: StoredBody, b: StoredBody): boolean =>
  'file' in a ? 'file' in b && a.file === b.file : 'upload' in b && a.upload === b.upload

type Deps = Pick<S3Deps, 'files' | 'transact'>

/**
 * A range of an object, or undefined when its bytes are being removed. The first file is open when the promise resolves, and what follows stays until the
 * iteration ends. Iterate it once, or call `return` of its iterator. `verify` compares the bytes of each whole part with its MD5. Bytes in the store are read at
 * the revision `at`, else at the newest.
 */
export async function openBody(
  deps: Deps,
  body: FoundBody,
  { range, verify = false, at }: { readonly range: FileRange; readonly verify?: boolean; readonly at?: Reader | undefined },
): Promise<ByteStream | undefined> {
  if ('file' in body) return deps.files.read(body, range, at)
  const release = bodyReaders(deps.files).hold(body.upload)
  if (release === undefined) return undefined
  const parts = new PartsReader(deps, { body, range, verify, release })
  try {
    if (await parts.open()) return parts
  } catch (error) {
    await parts.return()
    throw error
  }
  await parts.return()
  return undefined
}

/** Parts whose records are read at once: few, so that a slow download of many parts keeps little in memory. */
const PAGE = 100

interface Reading {
  readonly body: { readonly upload: string; readonly runs: readonly PartRun[] }
  readonly range: FileRange
  readonly verify: boolean
  readonly release: () => void
}

/** The pieces of a range, one file after another. Not a generator: if it is never started, a generator does not let go of what it holds. */
class PartsReader implements AsyncIterableIterator<Uint8Array> {
  readonly #deps: Deps
  readonly #reading: Reading
  readonly #pieces: Generator<Piece>
  /** The next pieces, with the records of their parts. */
  #ahead: { piece: Piece; part: PartRecord | undefined }[] = []
  #open: AsyncIterator<Uint8Array> | undefined
  #isEnded = false

  constructor(deps: Deps, reading: Reading) {
    this.#deps = deps
    this.#reading = reading
    this.#pieces = piecesOf(reading.body.runs, reading.range)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** Opens the first piece; false when it is gone. */
  async open(): Promise<boolean> {
    const next = await this.#next()
    if (next === undefined) return true
    if (next.part === undefined) return false
    const source = await this.#sourceOf(next.part, next.piece)
    this.#open = source?.[Symbol.asyncIterator]()
    return source !== undefined
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    try {
      while (this.#open !== undefined) {
        const { done, value } = await this.#open.next()
        if (done !== true) return { done: false, value }
        this.#open = undefined
        if (!(await this.open())) throw new Error('a part of an object is missing')
      }
      return await this.return()
    } catch (error) {
      await this.return()
      throw error
    }
  }

  async return(): Promise<{ done: true; value: undefined }> {
    if (this.#isEnded) return { done: true, value: undefined }
    this.#isEnded = true
    const open = this.#open
    this.#open = undefined
    try {
      await open?.return?.()
    } finally {
      this.#reading.release()
    }
    return { done: true, value: undefined }
  }

  async #next() {
    if (this.#ahead.length === 0) this.#ahead = await this.#page()
    return this.#ahead.shift()
  }

  async #page() {
    const pieces: Piece[] = []
    while (pieces.length < PAGE) {
      const { done, value } = this.#pieces.next()
      if (done === true) break
      if (value.length > 0) pieces.push(value)
    }
    const [first, last] = [pieces[0]?.number, pieces.at(-1)?.number]
    if (first === undefined || last === undefined) return []
    const parts = await this.#deps.transact((state) => partsAmong(state, this.#reading.body.upload, pieces))
    return pieces.map((piece) => ({ piece, part: parts.get(piece.number) }))
  }

  async #sourceOf(part: PartRecord, piece: Piece): Promise<AsyncIterable<Uint8Array> | undefined> {
    const source = await this.#deps.files.read(part, piece)
    const isWhole = piece.length === part.size
    return source !== undefined && isWhole && this.#reading.verify ? verified(source, part.md5) : source
  }
}

/** The records of the parts of these pieces, by number. Numbers may have gaps, in which there are parts that the object does not have. */
function partsAmong(state: Reader, upload: string, pieces: readonly Piece[]): Map<number, PartRecord> {
  const found = new Map<number, PartRecord>()
  let at = 0
  while (at < pieces.length) {
    const first = pieces[at]?.number ?? 0
    let last = first
    for (; at < pieces.length && (pieces[at]?.number ?? 0) <= last + 1; at++) last = pieces[at]?.number ?? last
    for (const part of listParts(state, upload, { first, last, limit: PAGE })) found.set(part.number, part)
  }
  return found
}

/** Passes bytes on, and throws at their end if they are not those that were stored. */
export async function* verified(source: AsyncIterable<Uint8Array>, md5: string): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('md5')
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== md5) throw new Error('the stored bytes of an object are damaged')
}
