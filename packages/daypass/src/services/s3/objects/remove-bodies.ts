import type { StoredBody } from '../../../directory/s3/object.js'
import type { ObjectFiles } from '../files/object-files.js'

/**
 * Removes the files of bodies that no object has any more; those in the store went with their records. Never fails: the sweep of the next start removes what
 * cannot be removed now.
 */
export async function removeBodies(files: ObjectFiles, bodies: readonly StoredBody[]): Promise<void> {
  for (const { file, inline } of bodies) if (inline !== true) await files.remove(file)
}
