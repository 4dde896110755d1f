import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import { isDeleteMarker, type VersionRecord } from '../../../directory/s3/object-version.js'
import { findVersion, newestVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import { noSuchKey } from '../errors.js'
import { bucketPermission } from '../permissions.js'
import { accessDenied, type S3Deps } from '../s3.js'
import { markerHeaders, markerNotAllowed, noSuchObjectVersion } from './requested-version.js'
import type { NamedVersion } from './version-permissions.js'

/** Who names an object, and how a delete marker in its place is answered. */
export interface Naming {
  readonly caller: Caller
  readonly ask: S3Deps['ask']
  /** The method of the request, for the error about a delete marker. */
  readonly method: string
  /** Set where the object of a deleted key is not missing, but a delete marker: for tags and to put a list, as recorded on AWS. */
  readonly seesMarker?: true
}

/**
 * The object of a request, or the version that it names. Only callers who may list the bucket learn that a key does not exist, all others get AccessDenied (S3
 * API reference, GetObject, "Permissions"). A version that is a delete marker is 405 for whoever may read that version.
 */
export function namedObject(state: Reader, input: NamedVersion, naming: Naming): ObjectRecord {
  const { Bucket, Key: key, VersionId: versionId } = input
  const found = versionId === undefined ? newestVersion(state, Bucket, key) : findVersion(state, Bucket, { key, versionId })
  if (found !== undefined && !isDeleteMarker(found)) return found
  if (found !== undefined && versionId !== undefined) throw markerNotAllowed(found, naming.method)
  const { caller, ask } = naming
  const question = bucketPermission('s3:ListBucket', input, { caller, reads: { state } })
  const decision = ask(question)
  if (!decision.allowed) throw accessDenied({ caller, question, decision })
  if (found !== undefined && naming.seesMarker) throw markerNotAllowed(found, naming.method)
  throw versionId === undefined ? missingObject(found, key) : noSuchObjectVersion(key, versionId)
}

/** `NoSuchKey`; for a deleted key its headers tell of the delete marker. */
const missingObject = (newest: VersionRecord | undefined, key: string): WireError =>
  newest !== undefined && isDeleteMarker(newest) ? noSuchKey(key).with({ headers: markerHeaders(newest) }) : noSuchKey(key)
