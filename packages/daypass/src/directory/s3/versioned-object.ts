import type { Ids } from '../../core/ids.js'
import { compareKeys } from '../../store/key-order.js'
import type { Reader, Writer } from '../state.js'
import type { BucketRecord } from './bucket.js'
import { deleteObject, getObject, listObjects, type ObjectRecord, putObject, type StoredBody } from './object.js'
import {
  type DeleteMarker,
  deleteVersion,
  getNullVersion,
  getVersion,
  isDeleteMarker,
  listOlderVersions,
  newestVersions,
  putVersion,
  sequenceOf,
  type VersionRecord,
  versionIdOf,
} from './object-version.js'
import { deleteObjectBytes } from './object-bytes.js'
import { endUpload } from './upload.js'
import { NULL_VERSION, newVersionId, sequenceIn } from './version-id.js'

/** What a change of a key needs: the bucket as it is now, and where ids come from. */
interface Place {
  readonly bucket: { readonly name: string; readonly versioning?: BucketRecord['versioning'] | undefined }
  readonly ids: Pick<Ids, 'bytes'>
}

/** An object as it was put, and the bodies that no version has after the commit. */
export interface PutResult {
  readonly object: ObjectRecord
  readonly released: StoredBody[]
}

/** What a deletion left: the delete marker that it put, if any, and the bodies that no version has after the commit. */
export interface DeleteResult {
  readonly marker: DeleteMarker | undefined
  readonly released: StoredBody[]
}

/** A version that was deleted, if it was there, and the bodies that no version has after the commit. */
export interface VersionDeleteResult {
  readonly deleted: VersionRecord | undefined
  readonly released: StoredBody[]
}

/*
 * The object of a key is in object.ts, all other versions in object-version.ts. The object of a key is always its newest version; where a key has no object,
 * its newest version is a delete marker, if it has any. One commit may change a key once, because it cannot see what it has staged (DeleteObjects obeys
 * that). Every change reads the object of the key or its newest version, so that two changes of a key never both commit on the same past.
 */

/**
 * Puts the object of a key as the bucket keeps versions (S3 user guide, "Adding objects to versioning-enabled buckets" and "... versioning-suspended
 * buckets"): it replaces the object, or becomes a new version above it, or replaces the null version, wherever that is.
 */
export function putInBucket(state: Writer, { bucket: { name, versioning }, ids }: Place, object: ObjectRecord): PutResult {
  if (versioning === undefined) return { object, released: ended(state, putObject(state, name, object)) }
  const sequence = nextSequence(state, name, object.key)
  const released = ended(state, makeRoom(state, { name, versioning }, object.key))
  const stored = versioning === 'Enabled' ? { ...object, sequence, versionId: newVersionId(ids, sequence) } : { ...object, sequence }
  putObject(state, name, stored)
  return { object: stored, released }
}

/** Deletes the object of a key as the bucket keeps versions: permanently, or by a delete marker above it (S3 user guide, "Working with delete markers"). */
export function deleteInBucket(
  state: Writer,
  { bucket: { name, versioning }, ids }: Place,
  { key, modifiedAt }: Pick<DeleteMarker, 'key' | 'modifiedAt'>,
): DeleteResult {
  if (versioning === undefined) return { marker: undefined, released: ended(state, deleteObject(state, name, key)) }
  const sequence = nextSequence(state, name, key)
  const released = ended(state, makeRoom(state, { name, versioning }, key))
  deleteObject(state, name, key)
  const plain = { key, isDeleteMarker: true, modifiedAt, sequence } as const
  const marker: DeleteMarker = versioning === 'Enabled' ? { ...plain, versionId: newVersionId(ids, sequence) } : plain
  putVersion(state, name, marker)
  return { marker, released }
}

/** Writes an object back where it is, with other tags: as the object of its key, or as an older version. */
export function rewriteVersion(state: Writer, bucket: string, object: ObjectRecord): void {
  const current = getObject(state, bucket, object.key)
  // What is replaced has the same body, which stays.
  if (current !== undefined && current.versionId === object.versionId) putObject(state, bucket, object)
  else putVersion(state, bucket, object)
}

/** Deletes one version permanently. Where it was the newest, the next one becomes the object of the key, unless that is a delete marker. */
export function deleteVersionInBucket(state: Writer, bucket: string, at: { key: string; versionId: string }): VersionDeleteResult {
  const object = getObject(state, bucket, at.key)
  const found = findVersion(state, bucket, at)
  if (found === undefined) return { deleted: undefined, released: [] }
  const isObject = object !== undefined && object.versionId === found.versionId
  if (isObject) deleteObject(state, bucket, at.key)
  else deleteVersion(state, bucket, found)
  if (isObject || object === undefined) promote(state, bucket, { key: at.key, without: found, wasObject: isObject })
  return { deleted: found, released: isDeleteMarker(found) ? [] : ended(state, [found]) }
}

/** The version of a key with this id: an object, or a delete marker. */
export function findVersion(
  state: Reader,
  bucket: string,
  { key, versionId }: { key: string; versionId: string },
): VersionRecord | undefined {
  const object = getObject(state, bucket, key)
  if (object !== undefined && versionIdOf(object) === versionId) return object
  if (versionId === NULL_VERSION) return getNullVersion(state, bucket, key)
  const sequence = sequenceIn(versionId)
  const found = sequence === undefined ? undefined : getVersion(state, bucket, { key, sequence })
  return found?.versionId === versionId ? found : undefined
}

/** The newest version of a key: its object, or the delete marker in its place. */
export const newestVersion = (state: Reader, bucket: string, key: string): VersionRecord | undefined =>
  getObject(state, bucket, key) ?? newestVersions(state, bucket, { key, limit: 1 }).at(0)

/** Where a list of versions begins: at a key, or after one version of it. */
export interface VersionPlace {
  readonly key: string
  /** The sequence of that version. */
  readonly after?: number
}

/** A version in a list; the latest is the object of its key, or the delete marker in its place. */
export interface ListedVersion {
  readonly key: string
  readonly version: VersionRecord
  readonly isLatest: boolean
}

/** All versions of a bucket by key, newest first within a key, at most `limit` (S3 API reference, ListObjectVersions). */
export function listVersions(state: Reader, bucket: string, { from, limit }: { from: VersionPlace; limit: number }): ListedVersion[] {
  // The object of a key is its newest version: a list that begins after a version does not contain it.
  const objects = listObjects(state, bucket, { from: from.after === undefined ? from.key : `${from.key}\0`, limit })
  const older = listOlderVersions(state, bucket, { from, limit })
  const listed: ListedVersion[] = []
  let last = from.after === undefined ? undefined : from.key
  for (let at = 0, below = 0; listed.length < limit; ) {
    const [object, version] = [objects[at], older[below]]
    const isObject = object !== undefined && (version === undefined || compareKeys(object.key, version.key) <= 0)
    const next = isObject ? object : version
    if (next === undefined) break
    if (isObject) at++
    else below++
    listed.push({ key: next.key, version: next, isLatest: next.key !== last })
    last = next.key
  }
  return listed
}

/**
 * Ends the bodies that no version has after the commit, as far as they are in the store: the uploads whose parts they are, and the bytes of small ones. One more
 * write for each, at most.
 */
function ended(state: Writer, bodies: StoredBody[]): StoredBody[] {
  for (const body of bodies) {
    if ('upload' in body) endUpload(state, body.upload)
    else if (body.inline === true) deleteObjectBytes(state, body.file)
  }
  return bodies
}

function nextSequence(state: Reader, bucket: string, key: string): number {
  const newest = newestVersion(state, bucket, key)
  return newest === undefined ? 1 : sequenceOf(newest) + 1
}

/**
 * Makes the object of a key an older version, so that another can take its place. Where versions are suspended, the null version goes: what comes is the
 * null version.
 */
function makeRoom(state: Writer, { name, versioning }: Place['bucket'], key: string): StoredBody[] {
  const object = getObject(state, name, key)
  if (versioning === 'Enabled') {
    if (object !== undefined) putVersion(state, name, object)
    return []
  }
  if (object !== undefined && object.versionId === undefined) return [object]
  if (object !== undefined) putVersion(state, name, object)
  const replaced = getNullVersion(state, name, key)
  if (replaced === undefined) return []
  deleteVersion(state, name, replaced)
  return isDeleteMarker(replaced) ? [] : [replaced]
}

/** Makes the newest version that is left the object of its key, unless it is a delete marker, or another version was deleted than the newest. */
function promote(
  state: Writer,
  bucket: string,
  { key, without, wasObject }: { key: string; without: VersionRecord; wasObject: boolean },
): void {
  const [newest, second] = newestVersions(state, bucket, { key, limit: 2 })
  const wasNewest = newest !== undefined && sequenceOf(newest) === sequenceOf(without)
  const next = wasObject ? newest : wasNewest ? second : undefined
  if (next === undefined || isDeleteMarker(next)) return
  deleteVersion(state, bucket, next)
  putObject(state, bucket, next)
}
