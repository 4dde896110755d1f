import type { Ids } from '../../../core/ids.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { StoredBody } from '../../../directory/s3/object.js'
import { isDeleteMarker, versionIdOf } from '../../../directory/s3/object-version.js'
import { deleteInBucket, deleteVersionInBucket } from '../../../directory/s3/versioned-object.js'
import type { Writer } from '../../../directory/state.js'

/** What a deletion is of: an object, or one version of it. */
export interface Deletable {
  readonly Key: string
  readonly VersionId?: string | undefined
}

/** What a deletion did, as S3 answers it, and the bodies that no version has after the commit. */
export interface Deletion {
  readonly answer: {
    /** Whether it put a delete marker, or deleted one. */
    readonly DeleteMarker?: true
    /** The version of that marker, or the one that was deleted. */
    readonly VersionId?: string
  }
  readonly released: StoredBody[]
}

/** Stages a deletion. One that names a version that does not exist succeeds, like one of a key that does not exist. */
export function deleteOne(
  state: Writer,
  { bucket, ids, now }: { bucket: BucketRecord; ids: Pick<Ids, 'bytes'>; now: number },
  { Key: key, VersionId: versionId }: Deletable,
): Deletion {
  if (versionId === undefined) {
    const { marker, released } = deleteInBucket(state, { bucket, ids }, { key, modifiedAt: 1000 * Math.floor(now / 1000) })
    return { answer: marker === undefined ? {} : { DeleteMarker: true, VersionId: versionIdOf(marker) }, released }
  }
  const { deleted, released } = deleteVersionInBucket(state, bucket.name, { key, versionId })
  if (bucket.versioning === undefined) return { answer: {}, released }
  return { answer: { ...(deleted !== undefined && isDeleteMarker(deleted) && { DeleteMarker: true }), VersionId: versionId }, released }
}
