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

/** What holding needs: the machine's time in milliseconds since the epoch, and a name that no other hold has. */
export interface HoldParts {
  readonly wall: () => number
  readonly name: () => string
}

/** A hold that was not renewed for so many milliseconds ended with its process. */
export const STALE = 600_000
/** How often it is written that a hold goes on, in milliseconds. */
const RENEWED = 30_000
/** Names that are kept; files beyond them are found by the sweep of the next start. */
const MOST_LATE = 100_000

/**
 * Wraps object files so that they can be held, for a backup: files never change, so with the records of one revision they are a consistent copy as long as
 * none of them is removed. A hold is a file in the folder `held`, so that it counts for every process that removes files there. A removal comes after the
 * commit that leaves the file without a record: either a hold is seen, or its revision is that of the commit or later, and does not need the file.
 */
export function holdable(own: ObjectFiles, { wall, name }: HoldParts): HeldFiles {
  const folder = join(own.folder, 'held')
  const late = new Set<string>()
  const isHeld = () => existsSync(folder) && namesIn(folder).some((one) => isFresh(join(folder, one), wall()))
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
      let renewedAt = wall()
      create(folder, file)
      return {
        renew() {
          const now = wall()
          if (now - renewedAt < RENEWED) return
          renewedAt = now
          utimesSync(file, now / 1_000, now / 1_000)
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

/** One that is not fresh was left by a process that was killed, and is removed. */
function isFresh(file: string, now: number): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.mtimeMs + STALE > now) return true
  rmSync(file, { force: true })
  return false
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Another hold is in it, or it is gone.
  }
}
