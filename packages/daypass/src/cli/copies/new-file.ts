import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../store/private-file.js'
import { UsageError } from '../usage-error.js'

/** A file, mode 0600, that gets its name only when it is whole and on the disk. */
export class NewFile {
  /** Its name until then. */
  readonly path: string
  readonly #target: string
  readonly #handle: FileHandle

  private constructor(target: string, path: string, handle: FileHandle) {
    this.#target = target
    this.path = path
    this.#handle = handle
  }

  /** In the same folder, which must exist. `mark` makes its first name one that nothing has. */
  static async beside(target: string, mark: string): Promise<NewFile> {
    const path = `${target}.${mark}.incomplete`
    try {
      return new NewFile(target, path, await open(path, 'wx', 0o600))
    } catch (cause) {
      throw new UsageError(`${target} cannot be written: ${(cause as Error).message}.`, { cause })
    }
  }

  /** Writes all of it, and makes it durable. */
  async write(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of bytes) await this.#append(chunk)
    await this.#handle.sync()
    await this.#handle.close()
  }

  /** Gives it its name. Nothing is overwritten unless that is asked for. */
  async putInPlace(mayReplace: boolean): Promise<void> {
    if (mayReplace) await rename(this.path, this.#target)
    else await this.#linkOnly()
    syncFolder(dirname(this.#target))
  }

  /** Removes what was written. */
  async remove(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
    await rm(this.path, { force: true })
  }

  async #append(chunk: Uint8Array): Promise<void> {
    try {
      // Not `write`: on a disk that is almost full it writes a part, and throws nothing.
      await this.#handle.writeFile(chunk)
    } catch (cause) {
      throw new UsageError(`${this.#target} cannot be written: ${(cause as Error).message}.`, { cause })
    }
  }

  async #linkOnly(): Promise<void> {
    try {
      // Unlike a rename, it fails if the name was taken meanwhile.
      await link(this.path, this.#target)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
        throw new UsageError(`${this.#target} exists by now. Choose another name, or replace it with --force.`, { cause })
      // A file system without links.
      return rename(this.path, this.#target)
    }
    await rm(this.path)
  }
}
