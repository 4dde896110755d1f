import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { Deletable } from './delete-one.js'

/**
 * Keys that one commit deletes: two writes each, of 127: the object, and its small bytes or its upload. With what is read to authorize them again, it stays
 * well below the 128 expectations of a store commit.
 */
const PLAIN = 50
/**
 * With versions, each takes up to 8 expectations and 6 writes: the object, its new place, the delete marker, the null version and where that was, and the small
 * bytes or the upload of what nothing has then.
 */
const VERSIONED = 8

/**
 * The next deletions that one commit makes, from this one on. A key is in a commit once: a deletion does not see what the commit has staged for the versions
 * of its key.
 */
export function batchOf<T extends Deletable>(
  deletions: readonly T[],
  { from, versioning }: { from: number; versioning: BucketRecord['versioning'] },
): T[] {
  const keys = new Set<string>()
  const batch: T[] = []
  for (let at = from; at < deletions.length; at++) {
    const one = deletions[at] as T
    const isVersioned = versioning !== undefined || batch.some(({ VersionId }) => VersionId !== undefined) || one.VersionId !== undefined
    if (batch.length >= (isVersioned ? VERSIONED : PLAIN) || keys.has(one.Key)) break
    keys.add(one.Key)
    batch.push(one)
  }
  return batch
}
