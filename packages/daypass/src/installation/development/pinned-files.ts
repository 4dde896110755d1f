import { filesAt } from '../../directory/s3/referenced-files.js'
import type { ObjectFiles } from '../../services/s3/files/object-files.js'
import { withRemoval } from '../../services/s3/files/with-removal.js'
import type { Store } from '../../store/store.js'

/**
 * Object files of a server with `--dev`: a file that a snapshot refers to is not removed before the snapshot is, whatever happens to its object. Which
 * files the objects of now refer to is read from the store, never remembered: a file is removed only where neither a snapshot nor a record has it.
 */
export class PinnedFiles {
  readonly files: ObjectFiles
  readonly #own: ObjectFiles
  readonly #store: Store
  /** How many snapshots refer to a file. A file that was pinned once stays here with 0 until it is removed: a restore may have brought it back. */
  readonly #pins = new Map<string, number>()

  constructor(own: ObjectFiles, store: Store) {
    this.#own = own
    this.#store = store
    this.files = withRemoval(own, (file) => (this.#pins.has(file) ? this.removeUnused([file]) : own.remove(file)))
  }

  /** Keeps these files for a snapshot. */
  pin(files: ReadonlySet<string>): void {
    for (const file of files) this.#pins.set(file, (this.#pins.get(file) ?? 0) + 1)
  }

  /** Keeps them for one snapshot less, and removes those that nothing refers to any more. */
  async unpin(files: ReadonlySet<string>): Promise<void> {
    for (const file of files) this.#pins.set(file, Math.max(0, (this.#pins.get(file) ?? 0) - 1))
    await this.removeUnused([...files])
  }

  /** Removes those of these files that neither a snapshot nor an object refers to. */
  async removeUnused(files: readonly string[]): Promise<void> {
    const unpinned = files.filter((file) => (this.#pins.get(file) ?? 0) === 0)
    if (unpinned.length === 0) return
    const used = this.#used()
    for (const file of unpinned.filter((one) => !used.has(one))) {
      this.#pins.delete(file)
      await this.#own.remove(file)
    }
  }

  /** The files that records refer to now, at one revision. */
  #used(): Set<string> {
    const view = this.#store.view()
    try {
      return filesAt(view)
    } finally {
      view.release()
    }
  }
}
