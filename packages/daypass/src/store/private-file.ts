import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

/** Writes a file that only its owner may read (mode 0600), whole or not at all, and on the disk when this returns. Throws, and leaves nothing behind, when it cannot. */
export function writePrivateFile(path: string, text: string): void {
  makeFolder(dirname(path))
  const temporary = `${path}.new`
  // Whoever left it: its mode, or where it points to, is not ours. `wx` then makes the file anew and follows nothing.
  rmSync(temporary, { force: true })
  try {
    writeNew(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    // Not writeSync: on a disk that is almost full it writes a part, and throws nothing.
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Removes a file, if it is there; it is gone from the disk when this returns. */
export function removePrivateFile(path: string): void {
  rmSync(path, { force: true })
  syncFolder(dirname(path))
}

/** Makes what was made, renamed or removed in a folder outlast a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Why a file in the data directory was not read. Never holds what is in the file. */
export class UnreadableFile extends Error {
  readonly code = 'UnreadableFile'
}

/** More bytes than any file that is read whole may have. */
const MAX_BYTES = 65_536

/** Reads a small file of our own; undefined when it is not there. Throws {@link UnreadableFile} for a link, a folder, a pipe and a file that is too long, and what the file system throws. */
export function readPrivateFile(path: string): { readonly text: string; readonly mode: number } | undefined {
  const file = openIfThere(path)
  if (file === undefined) return undefined
  try {
    const { mode, size } = fstatSync(file)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new UnreadableFile(`${path} is not a regular file.`)
    if (size > MAX_BYTES) throw new UnreadableFile(`${path} is longer than ${MAX_BYTES} bytes.`)
    return { text: readFileSync(file, 'utf8'), mode: mode & 0o777 }
  } finally {
    closeSync(file)
  }
}

/** O_NONBLOCK: a pipe that somebody left there must not hold the start up. */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'ELOOP') throw new UnreadableFile(`${path} is a symbolic link.`)
    throw error
  }
}
