// faults: what breaks around a process while it runs: its clock, its disk, the room on it.
// Owns how each is broken and mended from outside. Refuses to know what the process is: they work for daypass, and for a server of etcd.
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('moved-clock.c', import.meta.url))

/** Compiles what moves clocks into a folder, with `gcc`; returns the library. */
export function buildMovedClock(folder: string): string {
  const library = join(folder, 'moved-clock.so')
  // A protector of the stack reads the thread's register, which belongs to Go there.
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-fno-stack-protector']
  const { status, stderr } = spawnSync('/usr/bin/gcc', [...flags, '-o', library, SOURCE], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`moved-clock.c does not compile:\n${stderr}`)
  return library
}

/** The wall clock of one process, which jumps as if somebody had set it; its monotonic clock does not. It begins at the machine's time. */
export class MovedClock {
  /** What the process must be started with. */
  readonly environment: Readonly<Record<string, string>>
  readonly #file: string
  #seconds = 0

  constructor(library: string, file: string) {
    this.#file = file
    writeFileSync(file, Buffer.alloc(8))
    this.environment = { LD_PRELOAD: library, MOVED_CLOCK: file }
  }

  /** Seconds from the machine's time. */
  get seconds(): number {
    return this.#seconds
  }

  /** Puts it at so many whole seconds from the machine's time. */
  jumpTo(seconds: number): void {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(seconds))
    const file = openSync(this.#file, 'r+')
    writeSync(file, bytes, 0, 8, 0)
    closeSync(file)
    this.#seconds = seconds
  }
}
