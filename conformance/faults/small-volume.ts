import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A volume with little room, in memory (tmpfs). Only root can make one. */
export class SmallVolume {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** Mounts one at a new folder; undefined where this process may not. */
  static mount(path: string, mebibytes: number): SmallVolume | undefined {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=700`, 'daypass-test', path])
    return status === 0 ? new SmallVolume(path) : undefined
  }

  /** Takes all room that is left. */
  fill(): void {
    const file = openSync(this.#filler, 'w')
    try {
      for (let piece = Buffer.alloc(1_048_576); piece.length > 0; ) {
        try {
          writeSync(file, piece)
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
          piece = piece.subarray(0, piece.length >> 1)
        }
      }
    } finally {
      closeSync(file)
    }
  }

  /** Gives the room back. */
  empty(): void {
    rmSync(this.#filler, { force: true })
  }

  unmount(): void {
    // Lazily: a process that was just killed may still be on its way out.
    spawnSync('umount', ['-l', this.path])
  }

  get #filler(): string {
    return join(this.path, 'filler')
  }
}
