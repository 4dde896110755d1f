import { writeSync } from 'node:fs'
import { escapeLines } from '../../core/text/unprintable.js'

/** Writes bytes and says how many it took, or throws. */
type Write = (bytes: Uint8Array) => number

const toStandardError: Write = (bytes) => writeSync(2, bytes)

/**
 * Writes diagnostics to standard error, at once, or not at all: a full disk or a reader that is gone must not stop what they tell about. A later one is tried
 * again, and written where there is room by then.
 */
export function tellAsIs(text: string, write: Write = toStandardError): void {
  let left: Uint8Array = Buffer.from(text)
  try {
    for (let taken = 1; left.length > 0 && taken > 0; left = left.subarray(taken)) taken = write(left)
  } catch (error) {
    // A pipe whose reader is slow: Node keeps the rest until there is room. Main listens to the errors of that.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN' && write === toStandardError) process.stderr.write(left)
  }
}

/** Tells the operator something, in lines that no terminal obeys. */
export const tell = (text: string, write?: Write): void => tellAsIs(`daypass: ${escapeLines(text)}\n`, write)
