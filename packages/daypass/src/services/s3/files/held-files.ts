import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectFiles } from './object-files.js'
import { withRemoval } from './with-removal.js'

/** Keeps every object file while it is held. */
export interface Hold {
  /** Call it while the work goes on, at least once in {@link STALE}: a hold whose process was killed must end by itself. */
  readonly renew: () => void
  readonly release: () => Promise<void>
}

/** Object files, none of which is removed while anyone holds them. */
export interface HeldFiles {
  readonly files: ObjectFiles
  hold(): Hold
}

/** What holding needs. */
export interface HoldParts {
  /** The machine's time in milliseconds since the epoch: only so that a renewal changes something. */
  readonly wall: () => number
  /** Milliseconds of a clock that nobody can set. */
  readonly monotonic: () => number
  /** A name that no other hold has. */
  readonly name: () => string
}

/** A hold that a process has seen unchanged for so many milliseconds has ended with the process that made it. */
export const STALE = 600_000
/** How often it is written that a hold goes on, in milliseconds. */
const RENEWED = 30_000
/** Names that are kept; files beyond them are found by the sweep of the next start. */
const MOST_LATE = 100_000

/**
 * Wraps object files so that they can be held, for a backup: files never change, so with the records of one revision they are a consistent copy as long as
 * none of them is removed. A hold is a file in the folder `held`, so that it counts for every process that removes files there. A removal comes after the
 * commit that leaves the file without a record: either a hold is seen, or its revision is that of the commit or later, and does not need the file.
 *
 * How old a hold is each process finds out for itself, by its monotonic clock. The times of files are of the wall clocks of several machines, which may differ,
 * and jump: a backup would lose its files to a server whose clock is ahead.
 */
export function holdable(own: ObjectFiles, { wall, monotonic, name }: HoldParts): HeldFiles {
  const folder = join(own.folder, 'held')
  const late = new Set<string>()
  const watched = new WatchedHolds(folder, monotonic)
  const isHeld = () => existsSync(folder) && watched.areSome()
  // A removal never fails; what cannot be looked at may be held.
  const isHeldOrUnknown = () => {
    try {
      return isHeld()
    } catch {
      return true
    }
  }
  const removeLate = async () => {
    for (const file of late) {
      late.delete(file)
      await own.remove(file)
    }
  }
  return {
    files: withRemoval(own, async (file) => {
      if (isHeldOrUnknown()) return void (late.size < MOST_LATE && late.add(file))
      await own.remove(file)
      if (late.size > 0) await removeLate()
    }),
    hold() {
      const file = join(folder, name())
      let renewedAt = monotonic()
      create(folder, file)
      return {
        renew() {
          const now = monotonic()
          if (now - renewedAt < RENEWED) return
          renewedAt = now
          utimesSync(file, wall() / 1_000, wall() / 1_000)
        },
        async release() {
          rmSync(file, { force: true })
          removeIfEmpty(folder)
          if (!isHeldOrUnknown()) await removeLate()
        },
      }
    },
  }
}

/** The folder may be removed by whoever releases the hold before this one. */
function create(folder: string, file: string): void {
  for (let tries = 0; ; tries++) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 10) throw error
    }
  }
}

/** Whoever released the last hold may have removed the folder meanwhile. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The holds that a process sees, and since when each is as it is. */
class WatchedHolds {
  readonly #folder: string
  readonly #monotonic: () => number
  /** By name: when it was renewed by the clock of its process, and since when, by ours, it was not again. */
  readonly #seen = new Map<string, { readonly renewed: number; readonly since: number }>()

  constructor(folder: string, monotonic: () => number) {
    this.#folder = folder
    this.#monotonic = monotonic
  }

  areSome(): boolean {
    const names = namesIn(this.#folder)
    for (const name of this.#seen.keys()) if (!names.includes(name)) this.#seen.delete(name)
    return names.filter((name) => this.#goesOn(name)).length > 0
  }

  /** One that does not was left by a process that was killed, and is removed. */
  #goesOn(name: string): boolean {
    const file = join(this.#folder, name)
    const renewed = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (renewed === undefined) return false
    const known = this.#seen.get(name)
    const now = this.#monotonic()
    if (known?.renewed !== renewed) this.#seen.set(name, { renewed, since: now })
    else if (now - known.since >= STALE) {
      rmSync(file, { force: true })
      return false
    }
    return true
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Another hold is in it, or it is gone.
  }
}
