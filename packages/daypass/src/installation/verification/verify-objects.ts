// verification: reads every object of a data directory, and compares it with its record. Owns what is a problem, and how it is told. Refuses to change
// anything, and to run while a server does: whoever calls it holds the lock.
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { FileBody } from '../../directory/s3/object.js'
import { objectBytesKeys } from '../../directory/s3/object-bytes.js'
import type { BodyReader } from '../../services/s3/files/body-reader.js'
import { DamagedBody } from '../../services/s3/files/damaged-body.js'
import { sealedSize } from '../../services/s3/files/frames.js'
import { objectFilesIn } from '../../services/s3/files/sweep.js'
import type { Store } from '../../store/store.js'
import { inlineBodies, type ReferencedBody, referencedBodies } from './referenced-bodies.js'

/** Where objects are, and what tells about them. */
export interface Verifying {
  readonly store: Store
  /** The folder of object files. */
  readonly folder: string
  /** Reads bodies; undefined without the master key: then only their sizes are compared. */
  readonly read: BodyReader | undefined
  /** Told about each object that is missing or damaged. */
  readonly problem: (text: string) => void
  /** Told about each body that no object refers to. */
  readonly unreferenced: (text: string) => void
}

/** How many bodies there are, and how many of them have a problem. */
export interface ObjectsVerified {
  /** Objects and versions whose bytes are in one piece. */
  readonly objects: number
  /** Parts of the others, and of uploads in progress. */
  readonly parts: number
  readonly problems: number
  readonly unreferenced: number
}

/** Compares every object with its bytes, and looks for bytes without an object. Throws UnreadableRecord. */
export async function verifyObjects(verifying: Verifying): Promise<ObjectsVerified> {
  const { store, folder, problem, unreferenced } = verifying
  const found = { objects: 0, parts: 0, problems: 0, unreferenced: 0 }
  const files = new Set<string>()
  const inline = new Set<string>()
  for await (const one of referencedBodies(store)) {
    found[one.isPart ? 'parts' : 'objects'] += 1
    if (one.body !== undefined) (one.body.inline === true ? inline : files).add(one.body.file)
    const wrong = await problemOf(one, verifying)
    if (wrong === undefined) continue
    found.problems += 1
    problem(`${one.owner}: ${wrong}`)
  }
  const alone = (text: string): void => {
    found.unreferenced += 1
    unreferenced(text)
  }
  for await (const file of inlineBodies(store)) if (!inline.has(file)) alone(`the bytes ${file} in the store`)
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    for await (const { part, file } of objectFilesIn(folder))
      if (!file.startsWith(part) || !files.has(file)) alone(join(folder, part, file))
  return found
}

async function problemOf(one: ReferencedBody, { store, folder, read }: Verifying): Promise<string | undefined> {
  if (one.body === undefined) return 'the record of its bytes is missing'
  if (read !== undefined) return problemInBytes({ ...one, body: one.body }, read)
  const { file, inline, bodyKey } = one.body
  if (inline === true) return (await store.get(objectBytesKeys.key(file))) === undefined ? MISSING : undefined
  const size = lstatSync(join(folder, file.slice(0, 2), file), { throwIfNoEntry: false })?.size
  const expected = bodyKey === undefined ? one.size : sealedSize(one.size)
  if (size === undefined) return MISSING
  return size === expected ? undefined : `its file ${file} has ${size} bytes, and should have ${expected}`
}

const MISSING = 'its bytes are missing'

async function problemInBytes(
  { body, size, md5 }: ReferencedBody & { readonly body: FileBody },
  read: BodyReader,
): Promise<string | undefined> {
  try {
    const bytes = await read(body, { start: 0, length: size })
    if (bytes === undefined) return MISSING
    const hash = createHash('md5')
    for await (const piece of bytes) hash.update(piece)
    return md5 === undefined || hash.digest('hex') === md5 ? undefined : `its bytes in ${body.file} are not those of its entity tag`
  } catch (error) {
    return error instanceof DamagedBody
      ? `its bytes in ${body.file} are damaged: ${error.problem}`
      : `its file cannot be read: ${(error as Error).message}`
  }
}
