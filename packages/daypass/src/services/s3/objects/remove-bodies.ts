import type { StoredBody } from '../../../directory/s3/object.js'
import { deleteIfGarbage } from '../../../directory/s3/upload-garbage.js'
import { getPart, listParts } from '../../../directory/s3/upload-part.js'
import { bodyReaders } from '../bodies/body-readers.js'
import type { S3Deps } from '../s3.js'

/** What removing needs. */
export type Removing = Pick<S3Deps, 'files' | 'transact' | 'rest'>

/** Removes bodies that no object has any more; small ones went with their records. Never fails: the sweep of the next start removes what cannot be removed now. */
export async function removeBodies(deps: Removing, bodies: readonly StoredBody[]): Promise<void> {
  for (const body of bodies) {
    if ('upload' in body) await removeGarbageParts(deps, body.upload)
    else if (body.inline !== true) await deps.files.remove(body.file)
  }
}

/** Parts that one commit deletes. */
const BATCH = 50

/**
 * Removes the parts of an upload that was aborted or whose object is gone. Waits until nobody reads the object, but the caller does not. Never fails.
 */
async function removeGarbageParts(deps: Removing, upload: string): Promise<void> {
  await bodyReaders(deps.files).whenUnread(upload, () => removeAllParts(deps, upload).catch(() => undefined))
}

async function removeAllParts(deps: Removing, upload: string): Promise<void> {
  for (;;) {
    const numbers = await deps.transact((state) => listParts(state, upload, { first: 1, limit: BATCH }).map(({ number }) => number))
    const removed = await removeBatch(deps, upload, numbers)
    if (numbers.length < BATCH || removed < numbers.length) return
    await deps.rest()
  }
}

/** Removes these parts of a completed upload, which its object does not have; nobody reads them. Never fails. */
export async function removeLeftParts(deps: Removing, upload: string, numbers: readonly number[]): Promise<void> {
  for (let from = 0; from < numbers.length; from += BATCH) {
    if (from > 0) await deps.rest()
    await removeBatch(deps, upload, numbers.slice(from, from + BATCH)).catch(() => undefined)
  }
}

/** Deletes the records in one commit, then the files; returns how many it deleted: those that are garbage at that revision. */
async function removeBatch({ files, transact }: Removing, upload: string, numbers: readonly number[]): Promise<number> {
  const garbage = await transact((state) =>
    numbers.flatMap((number) => {
      const part = getPart(state, upload, number)
      return part !== undefined && deleteIfGarbage(state, upload, number) ? [part] : []
    }),
  )
  for (const { file } of garbage) await files.remove(file)
  return garbage.length
}
