// bodies: the bytes of objects, in one file or in the parts of an upload: reading ranges of them, and removing them once nobody reads them any more.
// Refuses to know who may read. Leaves the bytes of files to files, and the records to directory.

import type { ObjectFiles } from '../files/object-files.js'

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

  /** Removes the parts of an upload: now, or later if somebody reads them; then it does not wait for that. `remove` never fails. */
  async whenUnread(upload: string, remove: () => Promise<void>): Promise<void> {
    const reading = this.#reading.get(upload)
    if (reading === undefined) return this.#remove(upload, remove)
    reading.remove = () => void this.#remove(upload, remove)
  }

  async #remove(upload: string, remove: () => Promise<void>): Promise<void> {
    this.#removing.add(upload)
    try {
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
