// bodies: the bytes of objects, in one file or in the parts of an upload: reading ranges of them, and removing them once nobody reads them any more.
// Refuses to know who may read. Leaves the bytes of files to files, and the records to directory.

import type { ObjectFiles } from '../files/object-files.js'

/** The other processes that read the same object files. */
export interface OtherReaders {
  /** Resolves when none of them reads the parts of this upload any more, and none will. */
  letGo(upload: string): Promise<void>
  /** What to do when one of them asks that of this process. */
  whenAsked(letGo: (upload: string) => Promise<void>): void
}

/** Milliseconds until a process that has let go of parts forgets them: by then no request is left that had found them before. */
const FORGOTTEN_AFTER = 60_000

interface Reading {
  readers: number
  remove?: () => void
}

/**
 * Who reads the parts of which upload at the moment. A file that is open stays readable when it is removed; parts are opened one after another, so they are
 * removed only when nobody reads any of them.
 */
class BodyReaders {
  readonly #reading = new Map<string, Reading>()
  readonly #removing = new Set<string>()
  #others: OtherReaders | undefined

  /** From now on, parts are removed only when no other process reads them either. */
  join(others: OtherReaders): void {
    this.#others = others
    others.whenAsked(
      (upload) =>
        new Promise((resolve) => {
          this.#afterReading(upload, () => {
            this.#removing.add(upload)
            setTimeout(() => this.#removing.delete(upload), FORGOTTEN_AFTER).unref()
            resolve()
          })
        }),
    )
  }

  /** Keeps the parts of an upload until the returned function is called; undefined when their removal has begun. */
  hold(upload: string): (() => void) | undefined {
    if (this.#removing.has(upload)) return undefined
    const reading = this.#reading.get(upload) ?? { readers: 0 }
    this.#reading.set(upload, reading)
    reading.readers += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      reading.readers -= 1
      if (reading.readers > 0) return
      this.#reading.delete(upload)
      reading.remove?.()
    }
  }

  /**
   * Removes the parts of an upload: now, or later if somebody reads them, or if other processes have to be asked; then it does not wait for that. `remove`
   * never fails.
   */
  async whenUnread(upload: string, remove: () => Promise<void>): Promise<void> {
    if (!this.#reading.has(upload) && this.#others === undefined) return this.#remove(upload, remove)
    this.#afterReading(upload, () => void this.#remove(upload, remove))
  }

  /** Now, or when the last reader in this process is done. */
  #afterReading(upload: string, then: () => void): void {
    const reading = this.#reading.get(upload)
    const { remove } = reading ?? {}
    const both = () => {
      remove?.()
      then()
    }
    if (reading === undefined) both()
    else reading.remove = both
  }

  async #remove(upload: string, remove: () => Promise<void>): Promise<void> {
    this.#removing.add(upload)
    try {
      await this.#others?.letGo(upload)
      await remove()
    } finally {
      this.#removing.delete(upload)
    }
  }
}

const readersOf = new WeakMap<ObjectFiles, BodyReaders>()

/** The readers of the bodies of an installation. */
export function bodyReaders(files: ObjectFiles): BodyReaders {
  const known = readersOf.get(files)
  if (known !== undefined) return known
  const made = new BodyReaders()
  readersOf.set(files, made)
  return made
}
