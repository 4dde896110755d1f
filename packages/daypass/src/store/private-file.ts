import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

/**
 * Writes a file that only its owner may read (mode 0600), completely or not at all, and on disk when this returns. If it cannot, it throws and leaves
 * nothing behind.
 */
export function writePrivateFile(path: string, text: string): void {
  makeFolder(dirname(path))
  const temporary = `${path}.new`
  // A file with this name can have another mode or be a link. It is removed, and `wx` then creates the file without following a link.
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

/** Removes a file, if it exists; it is removed from the disk when this returns. */
export function removePrivateFile(path: string): void {
  rmSync(path, { force: true })
  syncFolder(dirname(path))
}

/** Makes what was created, renamed or removed in a folder survive a power cut. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Why a file in the data directory was not read. Never contains the contents of the file. */
export class UnreadableFile extends Error {
  readonly code = 'UnreadableFile'
}

/** The maximum size in bytes of any file that is read as a whole. */
const MAX_BYTES = 65_536

/** Reads a small file that daypass wrote; undefined if it does not exist. Throws {@link UnreadableFile} for a link, a folder, a pipe and a file that is too long, and everything that the file system throws. */
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

/** O_NONBLOCK: opening a pipe with this name must not block the start. */
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
