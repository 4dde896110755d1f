import { writeSync } from 'node:fs'
import { escapeLines } from '../../core/text/unprintable.js'

/** Writes bytes and returns how many it wrote, or throws. */
type Write = (bytes: Uint8Array) => number

const toStandardError: Write = (bytes) => writeSync(2, bytes)

/**
 * Writes diagnostics to standard error, immediately or not at all: a full disk or a closed pipe must not stop the work that they report. Each later
 * message is tried again, and written if there is room by then.
 */
export function tellAsIs(text: string, write: Write = toStandardError): void {
  let left: Uint8Array = Buffer.from(text)
  try {
    for (let taken = 1; left.length > 0 && taken > 0; left = left.subarray(taken)) taken = write(left)
  } catch (error) {
    // A pipe with a slow reader: Node keeps the rest until there is room. Main handles the errors of that.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN' && write === toStandardError) process.stderr.write(left)
  }
}

/** Prints a message to the operator, in lines without control characters. */
export const tell = (text: string, write?: Write): void => tellAsIs(`daypass: ${escapeLines(text)}\n`, write)
