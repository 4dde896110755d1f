import type { StoredBody } from '../../../directory/s3/object.js'
import type { ObjectFiles } from '../object-files.js'

/** Removes bodies that no object has any more. Never fails: the sweep of the next start removes what cannot be removed now. */
export async function removeBodies(files: ObjectFiles, bodies: readonly StoredBody[]): Promise<void> {
  for (const { file } of bodies) await files.remove(file)
}
