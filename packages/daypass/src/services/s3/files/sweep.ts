import { mkdir, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** How many files a sweep removed, and how many it found that have a reference. */
export interface Swept {
  readonly taken: number
  readonly kept: number
}

/** The name of an object file: 32 lower-case hex digits. */
export const FILE_NAME = /^[0-9a-f]{32}$/
/** The name of a folder with object files: the first two digits of their names. */
export const FAN_OUT = /^[0-9a-f]{2}$/

/** The names of all object files, and their folders. */
export async function* objectFilesIn(folder: string): AsyncGenerator<{ readonly part: string; readonly file: string }> {
  for (const { name: part } of await foldersIn(folder)) {
    if (!FAN_OUT.test(part)) continue
    for (const file of await readdir(join(folder, part))) if (FILE_NAME.test(file)) yield { part, file }
  }
}

/** See `sweep` of ObjectFiles. */
export async function sweepFolder(folder: string, isReferenced: (file: string) => boolean, to: string | undefined): Promise<Swept> {
  const swept = { taken: 0, kept: 0 }
  for (const { name } of await foldersIn(folder)) if (name === 'tmp') await emptyFolder(join(folder, name))
  for await (const { part, file } of objectFilesIn(folder)) {
    // A file is only looked for in the folder that its name begins with.
    const isKept = file.startsWith(part) && isReferenced(file)
    if (!isKept) await takeAway(join(folder, part, file), to === undefined ? undefined : { home: join(to, part), file })
    swept[isKept ? 'kept' : 'taken'] += 1
  }
  return swept
}

/** Removes a file if it is there and can be removed. */
export async function removePath(path: string): Promise<void> {
  await unlink(path).catch(() => undefined)
}

async function emptyFolder(folder: string): Promise<void> {
  for (const file of await readdir(folder)) if (FILE_NAME.test(file)) await removePath(join(folder, file))
}

const takeAway = (path: string, to: { home: string; file: string } | undefined): Promise<void> =>
  to === undefined ? removePath(path) : movePath(path, to.home, to.file)

/** A symbolic link does not count as a folder: a sweep must not touch what is behind it. */
const foldersIn = async (folder: string) => (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())

async function movePath(path: string, home: string, file: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  await rename(path, join(home, file))
}
