import { filesOf } from '../../directory/s3/referenced-files.js'
import { type Entry, type Store, UNBOUNDED } from '../../store/store.js'
import { DevelopmentError } from './development-error.js'
import type { PinnedFiles } from './pinned-files.js'

/** A snapshot, as it is listed. */
export interface SnapshotFacts {
  readonly name: string
  readonly records: number
  /** Of its records; the files of its objects are not counted. */
  readonly bytes: number
}

/** All records of one revision, and the object files that they refer to. */
interface Snapshot extends SnapshotFacts {
  readonly entries: readonly Entry[]
  readonly files: ReadonlySet<string>
}

/** The limits of snapshots: they are in memory. `bytes` is for all together, and counts {@link RECORD} for each record. */
export const SNAPSHOT_LIMITS = { snapshots: 16, records: 100_000, bytes: 67_108_864 } as const

/** Estimated bytes of a record in memory besides its key and value. */
const RECORD = 256
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Named snapshots of the store, in memory until the process ends. A snapshot is one revision: it is read in one synchronous step. */
export class NamedSnapshots {
  readonly #store: Store
  readonly #files: PinnedFiles
  readonly #limits: Readonly<Record<keyof typeof SNAPSHOT_LIMITS, number>>
  readonly #byName = new Map<string, Snapshot>()

  constructor(store: Store, files: PinnedFiles, limits: Readonly<Record<keyof typeof SNAPSHOT_LIMITS, number>> = SNAPSHOT_LIMITS) {
    this.#store = store
    this.#files = files
    this.#limits = limits
  }

  /** By name, in the order in which they were taken. */
  list(): SnapshotFacts[] {
    return [...this.#byName.values()].map(factsOf)
  }

  /** Takes a snapshot, in place of an older one of this name. Throws {@link DevelopmentError} where it has no room; then the older one stays. */
  async take(name: string): Promise<SnapshotFacts> {
    if (!NAME.test(name))
      throw new DevelopmentError(
        'the name of a snapshot has 1 to 64 of the characters A-Z a-z 0-9 . _ - and begins with a letter or a digit',
      )
    const older = this.#byName.get(name)
    const taken = this.#read(name)
    this.#requireRoom(taken, older)
    // Pinned in the same step in which the records were read: no file of them can be removed in between.
    this.#files.pin(taken.files)
    this.#byName.delete(name)
    this.#byName.set(name, taken)
    if (older !== undefined) await this.#files.unpin(older.files)
    return factsOf(taken)
  }

  /** The records of a snapshot. Throws {@link DevelopmentError} where there is none of this name. */
  entries(name: string): readonly Entry[] {
    return this.#named(name).entries
  }

  /** Removes a snapshot, and the files that only it refers to. */
  async remove(name: string): Promise<void> {
    const { files } = this.#named(name)
    this.#byName.delete(name)
    await this.#files.unpin(files)
  }

  /** Removes all. */
  async clear(): Promise<void> {
    for (const name of [...this.#byName.keys()]) await this.remove(name)
  }

  #named(name: string): Snapshot {
    const found = this.#byName.get(name)
    if (found !== undefined) return found
    const names = [...this.#byName.keys()]
    throw new DevelopmentError(
      `there is no snapshot of this name; ${names.length === 0 ? 'none was taken since the start' : `there are: ${names.join(', ')}`}`,
    )
  }

  #read(name: string): Snapshot {
    const view = this.#store.view()
    try {
      const entries = view.range('', UNBOUNDED, this.#limits.records + 1)
      const bytes = entries.reduce((sum, { key, value }) => sum + RECORD + 2 * key.length + value.byteLength, 0)
      return { name, entries, records: entries.length, bytes, files: filesOf(entries) }
    } finally {
      view.release()
    }
  }

  #requireRoom({ records, bytes }: Snapshot, older: Snapshot | undefined): void {
    const { snapshots: most, records: mostRecords, bytes: mostBytes } = this.#limits
    if (records > mostRecords) throw new DevelopmentError(`a snapshot may have ${mostRecords} records, and there are more`)
    const others = [...this.#byName.values()].filter((one) => one !== older)
    if (others.length >= most)
      throw new DevelopmentError(`there are ${most} snapshots already: remove one, or take it under the name of one`)
    const held = others.reduce((sum, one) => sum + one.bytes, 0)
    if (held + bytes > mostBytes)
      throw new DevelopmentError(
        `snapshots may have ${mostBytes} bytes together: others have ${held}, and this one has ${bytes}; remove one`,
      )
  }
}

const factsOf = ({ name, records, bytes }: Snapshot): SnapshotFacts => ({ name, records, bytes })
