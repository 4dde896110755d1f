import { prefixEnd } from '../../store/key-order.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import type { ObjectRecord } from './object.js'
import { NULL_VERSION } from './version-id.js'

/** What says that a key has no object since a certain time: the newest version of a deleted key. It has no bytes. */
export interface DeleteMarker {
  readonly key: string
  readonly isDeleteMarker: true
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Absent for the null version. */
  readonly versionId?: string
  readonly sequence: number
}

/** A version of a key: an object, or a delete marker. */
export type VersionRecord = ObjectRecord | DeleteMarker

/**
 * Versions that are not the object of their key: older ones, and all delete markers. Newest first within a key, which ends with a NUL: no key of an object
 * contains one, so the order of the store is that of S3's list of versions.
 */
export const versionKeys = defineKeys('object-version/<bucket>/<raw key, NUL, descending sequence>', {
  record: 'an older version of an object, or a delete marker',
  lifetime: 'until deleted',
})

/** Where the null version of a key is, while it is not the object of the key. */
export const nullVersionKeys = defineKeys('object-null-version/<bucket>/<raw key>', {
  record: 'the sequence of the null version below other versions of its key',
  lifetime: "the null version's",
})

const END = '\0'
/** Sequences are below 2^48, as version ids carry them. */
const MOST = 0xff_ff_ff_ff_ff_ff
const DIGITS = 12

const belowKey = (bucket: string, key: string): string => versionKeys.below(bucket) + key + END
const keyOf = (bucket: string, key: string, sequence: number): string =>
  belowKey(bucket, key) + (MOST - sequence).toString(16).padStart(DIGITS, '0')
const nullKeyOf = (bucket: string, key: string): string => nullVersionKeys.below(bucket) + key

/** Whether a version is a delete marker. */
export const isDeleteMarker = (version: VersionRecord): version is DeleteMarker => 'isDeleteMarker' in version

/** The id of a version, as requests name it. */
export const versionIdOf = ({ versionId = NULL_VERSION }: Pick<VersionRecord, 'versionId'>): string => versionId

/** The sequence of a version among those of its key: higher is newer. 0 for an object from before its bucket had versions. */
export const sequenceOf = ({ sequence = 0 }: { readonly sequence?: number }): number => sequence

/** The version of a key with this sequence, where it is not the object of the key. */
export const getVersion = (state: Reader, bucket: string, at: { key: string; sequence: number }): VersionRecord | undefined =>
  state.get<VersionRecord>(keyOf(bucket, at.key, at.sequence))

/** The null version of a key, where it is not the object of the key. */
export function getNullVersion(state: Reader, bucket: string, key: string): VersionRecord | undefined {
  const pointer = state.get<{ sequence: number }>(nullKeyOf(bucket, key))
  return pointer && getVersion(state, bucket, { key, sequence: pointer.sequence })
}

/** The newest of these versions of a key, at most `limit`, without what is staged. */
export const newestVersions = (state: Reader, bucket: string, { key, limit }: { key: string; limit: number }): VersionRecord[] => {
  const start = belowKey(bucket, key)
  return state.range<VersionRecord>({ start, end: prefixEnd(start), limit }).map(({ value }) => value)
}

/** Puts a version, and for a null version where it is. */
export function putVersion(state: Writer, bucket: string, version: VersionRecord): void {
  const sequence = sequenceOf(version)
  state.put(keyOf(bucket, version.key, sequence), version)
  if (version.versionId === undefined) state.put(nullKeyOf(bucket, version.key), { sequence })
}

/** Deletes a version, and for a null version where it was. */
export function deleteVersion(state: Writer, bucket: string, version: VersionRecord): void {
  state.delete(keyOf(bucket, version.key, sequenceOf(version)))
  if (version.versionId === undefined) state.delete(nullKeyOf(bucket, version.key))
}

/** Whether a bucket has older versions or delete markers at this revision. */
export const hasVersions = (state: Reader, bucket: string): boolean => state.range({ ...versionKeys.bounds(bucket), limit: 1 }).length > 0

/** Older versions and delete markers of a bucket by key, newest first, from a key on (inclusive) or after one version of it, at most `limit`. */
export function listOlderVersions(
  state: Reader,
  bucket: string,
  { from, limit }: { from: { readonly key: string; readonly after?: number }; limit: number },
): VersionRecord[] {
  const prefix = versionKeys.below(bucket)
  const start = from.after === undefined ? prefix + from.key : `${keyOf(bucket, from.key, from.after)}\0`
  return state.range<VersionRecord>({ start, end: prefixEnd(prefix), limit }).map(({ value }) => value)
}
