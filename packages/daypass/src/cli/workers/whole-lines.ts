import { constants } from 'node:os'

/** Writes bytes and returns how many it wrote, or throws. */
type Write = (bytes: Uint8Array) => number

/** Bytes that a pipe takes as a whole or not at all, whoever else writes to it (pipe(7), PIPE_BUF). */
const AT_ONCE = 4_096
const NEWLINE = 0x0a
const LINE_END = Uint8Array.of(NEWLINE)

/** What writing whole lines needs. */
interface WholeLinesParts {
  readonly write: Write
  /** Runs the work while no other process runs its own. */
  readonly alone: <T>(work: () => T) => T
  /** Waits a little while a pipe is full; false when it has waited long enough. */
  readonly wait: (times: number) => boolean
}

/**
 * Writes lines to an output that other processes write to as well, so that each stays whole: only whole lines count as written. After a failure (a full disk)
 * somebody's line may end in the middle, so the next write begins with a line end, and a line that was begun is written again. A line of more than
 * {@link AT_ONCE} bytes can be torn when its writer is killed while the pipe is full.
 */
export function wholeLines({ write, alone, wait }: WholeLinesParts): Write {
  let hasFailed = false
  const put = (bytes: Uint8Array): number => {
    for (let times = 0; ; times++) {
      try {
        const taken = write(bytes)
        if (taken > 0) return taken
      } catch (error) {
        if (!isFull(error) || !wait(times)) throw error
        continue
      }
      throw new Error('nothing was written')
    }
  }
  return (bytes) =>
    alone(() => {
      let taken = 0
      try {
        if (hasFailed) put(LINE_END)
        while (taken < bytes.length) taken += put(pieceOf(bytes, taken))
        hasFailed = false
        return taken
      } catch (error) {
        hasFailed = true
        const whole = taken === 0 ? 0 : bytes.lastIndexOf(NEWLINE, taken - 1) + 1
        if (whole === 0) throw error
        return whole
      }
    })
}

/** As many whole lines as a pipe takes at once; of a line that was begun or is longer, the rest. */
function pieceOf(bytes: Uint8Array, from: number): Uint8Array {
  if (bytes.length - from <= AT_ONCE) return bytes.subarray(from)
  const last = bytes.lastIndexOf(NEWLINE, from + AT_ONCE - 1)
  if (last >= from) return bytes.subarray(from, last + 1)
  const end = bytes.indexOf(NEWLINE, from)
  return bytes.subarray(from, end < 0 ? bytes.length : end + 1)
}

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).errno === -constants.errno.EAGAIN
