import { fstatSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { openProcessMutex } from '../../store/lmdb/process-mutex.js'
import { wholeLines } from './whole-lines.js'

/** How often and how many milliseconds a writer waits for room in a pipe: five seconds. */
const TIMES = 500
const PAUSE = 10

/** Standard output, as the processes of one server share it. */
export interface SharedOutput {
  /** Writes lines, and returns how many of the bytes it wrote. */
  readonly write: (bytes: Uint8Array) => number
  close(): Promise<void>
}

/**
 * Standard output, for one of several processes that inherited it. To a file, a write is one step of the kernel, at the end of what all have written: they share
 * the position (open(2)). A pipe takes long lines in parts, so the processes of a data directory take turns. Everything is written synchronously, and nothing is
 * held here: a line that was written is not lost when its process ends. `broken` is called when the output is gone, as a pipe without a reader.
 */
export function shareOutput(descriptor: 1, dataDir: string, broken: (code: string) => void): SharedOutput {
  const kind = fstatSync(descriptor)
  const isPlain = kind.isFile() || (kind.isCharacterDevice() && !isatty(descriptor))
  const mutex = isPlain ? undefined : openProcessMutex(join(dataDir, 'output-lock'))
  const still = new Int32Array(new SharedArrayBuffer(4))
  const write = (bytes: Uint8Array): number => {
    try {
      return writeSync(descriptor, bytes)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!isPlain && code !== 'EAGAIN') broken(code)
      throw error
    }
  }
  return {
    write: wholeLines({
      write,
      alone: (work) => (mutex === undefined ? work() : mutex.hold(work)),
      wait: (times) => times < TIMES && Atomics.wait(still, 0, 0, PAUSE) === 'timed-out',
    }),
    close: async () => mutex?.close(),
  }
}
