import { closeSync, openSync, readSync } from 'node:fs'

/** The maximum size in bytes of any file that users write by hand: a key, a certificate chain. */
const MAX_BYTES = 1_048_576

/**
 * Reads a small text that the operator names: a file, or a pipe (`<(...)`). Throws what the file system throws, and for endless input such as
 * `/dev/zero`.
 */
export const readSmallFile = (path: string): string => readSmallBytes(path).toString('utf8')

/** The same, of a file that need not be text. */
export function readSmallBytes(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(MAX_BYTES + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null)
    if (length > MAX_BYTES) throw new Error(`${path} is longer than ${MAX_BYTES} bytes`)
    return bytes.subarray(0, length)
  } finally {
    closeSync(file)
  }
}
