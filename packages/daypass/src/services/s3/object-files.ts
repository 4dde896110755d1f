import { createHash } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from '../../core/ids.js'

/** A body that lies in a file of its own. */
export interface ReceivedFile {
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits. */
  readonly md5: string
}

/** Which bytes of a file: `length` of them from `start`. */
export interface FileRange {
  readonly start: number
  readonly length: number
}

/**
 * Where object bytes lie: one file per put, named at random and never changed, in 256 folders below one that only we may enter. A key never becomes
 * a path; the store alone knows which file belongs to which key. Bytes are on the disk before `receive` ends.
 */
export interface ObjectFiles {
  readonly folder: string
  /** Writes a body to a new file. `too large` as soon as more than `limitBytes` have come. Whatever goes wrong, and when the source throws, no file remains. */
  receive(source: AsyncIterable<Uint8Array>, limitBytes: number): Promise<ReceivedFile | 'too large'>
  /**
   * Part of a file, or undefined when it is gone; the file is open when the promise resolves, so it stays readable even if it is removed meanwhile.
   * Iterate it once, or call its iterator's `return`: that closes it. Throws, at once or while iterated, when the file holds fewer bytes than asked for.
   */
  read(file: string, range: FileRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Removes a file, if it is there. Never fails: what cannot be removed now goes with the next sweep. */
  remove(file: string): Promise<void>
  /**
   * Takes files that nobody refers to away, and counts them and those that are kept: they are moved below the folder `to`, as they lay in this one, or deleted
   * when none is given. Half-received files are deleted: no store can refer to them. Only at start, before anything is received, and by the only process on the folder.
   */
  sweep(isReferenced: (file: string) => boolean, to?: string): Promise<Swept>
}

/** How many files a sweep took away, and how many it found that are referred to. */
export interface Swept {
  readonly taken: number
  readonly kept: number
}

const READ_BYTES = 131_072
const fileName = /^[0-9a-f]{32}$/
const fanOut = /^[0-9a-f]{2}$/

/** Object files below `folder`, which is made (mode 0700) if it is not there. `ids` gives their names. */
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
      // On a handle this goes on where the last one ended, and writes the whole chunk.
      await handle.writeFile(chunk)
    }
    await handle.sync()
    return { size, md5: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}

/** Moves a received file to its place, so that it is found there even after the power failed. */
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

/** A small part is read at once: then no file stays open for a client that may be slow, or gone. */
async function readWhole(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return (async function* () {
    yield* chunks
  })()
}

/** An open file as an iteration. No generator: one that is given up before its first step would never close the file. */
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
      // Whoever refers to a file looks for it in the folder that its name begins with, and nowhere else.
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

/** A link is no folder here: what lies behind it is not ours to sweep. */
const foldersIn = async (folder: string) => (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())

async function movePath(path: string, home: string, file: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await rename(path, join(home, file))
}
