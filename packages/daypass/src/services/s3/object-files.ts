import { createHash } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from '../../core/ids.js'

/** A body that is stored in its own file. */
export interface ReceivedFile {
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits. */
  readonly md5: string
}

/** A range of bytes of a file: `length` bytes from `start`. */
export interface FileRange {
  readonly start: number
  readonly length: number
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
   * A part of a file, or undefined when it is gone. The file is open when the promise resolves, so it stays readable even if it is removed meanwhile.
   * Iterate it once, or call `return` of its iterator, which closes it. Throws, at once or during the iteration, when the file has too few bytes.
   */
  read(file: string, range: FileRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Removes a file, if it exists. Never fails: the next sweep removes what cannot be removed now. */
  remove(file: string): Promise<void>
  /**
   * Removes the files without a reference, and counts them and those that are kept. They are moved below the folder `to`, in the same subfolders, or
   * deleted when it is not given. Half-received files are deleted, because no store can refer to them. Only at start, before anything is received,
   * and only by the single process on the folder.
   */
  sweep(isReferenced: (file: string) => boolean, to?: string): Promise<Swept>
}

/** How many files a sweep removed, and how many it found that have a reference. */
export interface Swept {
  readonly taken: number
  readonly kept: number
}

const READ_BYTES = 131_072
const fileName = /^[0-9a-f]{32}$/
const fanOut = /^[0-9a-f]{2}$/

/** Object files below `folder`, which is created (mode 0700) if it does not exist. `ids` makes their names. */
export function makeObjectFiles(folder: string, ids: Ids): ObjectFiles {
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true, mode: 0o700 })
  return {
    folder,
    async receive(source, limitBytes) {
      const file = Buffer.from(ids.bytes(16)).toString('hex')
      const path = join(temporary, file)
      try {
        const written = await writeNew(path, source, limitBytes)
        if (written === 'too large') await removePath(path)
        else await settle(folder, path, file)
        return written === 'too large' ? written : { file, ...written }
      } catch (error) {
        await removePath(path)
        await removePath(pathOf(folder, file))
        throw error
      }
    },
    async read(file, range) {
      const handle = await openIfThere(pathOf(folder, file))
      if (handle === undefined) return undefined
      const body = new OpenFile(handle, range)
      return range.length > READ_BYTES ? body : readWhole(body)
    },
    remove: (file) => removePath(pathOf(folder, file)),
    sweep: (isReferenced, to) => sweepFolder(folder, isReferenced, to),
  }
}

function pathOf(folder: string, file: string): string {
  if (!fileName.test(file)) throw new TypeError('not the name of an object file')
  return join(folder, file.slice(0, 2), file)
}

async function writeNew(path: string, source: AsyncIterable<Uint8Array>, limitBytes: number) {
  const handle = await open(path, 'wx', 0o600)
  try {
    const hash = createHash('md5')
    let size = 0
    for await (const chunk of source) {
      size += chunk.length
      if (size > limitBytes) return 'too large'
      hash.update(chunk)
      // On a file handle this continues where the last write ended, and writes the whole chunk.
      await handle.writeFile(chunk)
    }
    await handle.sync()
    return { size, md5: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}

/** Moves a received file to its final path, so that it is there even after a power failure. */
async function settle(folder: string, path: string, file: string): Promise<void> {
  const home = join(folder, file.slice(0, 2))
  const made = await mkdir(home, { recursive: true, mode: 0o700 })
  await rename(path, pathOf(folder, file))
  await syncFolder(home)
  if (made !== undefined) await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function removePath(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
}

/** A small part is read at once, so that no file stays open for a client that may be slow or gone. */
async function readWhole(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return (async function* () {
    yield* chunks
  })()
}

/** An open file as an iterable. Not a generator: if it is never started, a generator does not close the file. */
class OpenFile implements AsyncIterableIterator<Uint8Array> {
  readonly #handle: FileHandle
  #position: number
  #left: number

  constructor(handle: FileHandle, range: FileRange) {
    this.#handle = handle
    this.#position = range.start
    this.#left = range.length
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#left === 0) return this.return()
    try {
      return { done: false, value: await this.#more() }
    } catch (error) {
      await this.return()
      throw error
    }
  }

  async #more(): Promise<Uint8Array> {
    const wanted = Math.min(READ_BYTES, this.#left)
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(wanted), 0, wanted, this.#position)
    if (bytesRead === 0) throw new Error('an object file is shorter than its record says')
    this.#position += bytesRead
    this.#left -= bytesRead
    return buffer.subarray(0, bytesRead)
  }

  async return(): Promise<{ done: true; value: undefined }> {
    this.#left = 0
    await this.#handle.close()
    return { done: true, value: undefined }
  }
}

async function sweepFolder(folder: string, isReferenced: (file: string) => boolean, to: string | undefined): Promise<Swept> {
  const swept = { taken: 0, kept: 0 }
  for (const { name: part } of await foldersIn(folder)) {
    if (part === 'tmp') await emptyFolder(join(folder, part))
    if (!fanOut.test(part)) continue
    for (const file of await readdir(join(folder, part))) {
      if (!fileName.test(file)) continue
      // A file is only looked for in the folder that its name begins with.
      const isKept = file.startsWith(part) && isReferenced(file)
      if (!isKept) await takeAway(join(folder, part, file), to === undefined ? undefined : { home: join(to, part), file })
      swept[isKept ? 'kept' : 'taken'] += 1
    }
  }
  return swept
}

async function emptyFolder(folder: string): Promise<void> {
  for (const file of await readdir(folder)) if (fileName.test(file)) await removePath(join(folder, file))
}

const takeAway = (path: string, to: { home: string; file: string } | undefined): Promise<void> =>
  to === undefined ? removePath(path) : movePath(path, to.home, to.file)

/** A symbolic link does not count as a folder: a sweep must not touch what is behind it. */
const foldersIn = async (folder: string) => (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())

async function movePath(path: string, home: string, file: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await rename(path, join(home, file))
}
