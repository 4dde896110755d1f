import type { WireError } from '../../../core/error.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { type DeleteMarker, versionIdOf } from '../../../directory/s3/object-version.js'
import { NULL_VERSION, sequenceIn } from '../../../directory/s3/version-id.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'

const PARAMETER = 'versionId'

/** Whether this is `null`, or a text that may be the id of a version. */
export const isVersionId = (versionId: string): boolean => versionId === NULL_VERSION || sequenceIn(versionId) !== undefined

/** Refuses a `versionId` that cannot be the id of a version (as recorded on AWS), and an empty one. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId === undefined || isVersionId(versionId)) return
  if (versionId === '') throw invalidArgument('Version id cannot be the empty string', PARAMETER, versionId)
  throw invalidArgument('Invalid version id specified', PARAMETER, versionId)
}

/** The id of a version as answers show it: not for a bucket that never had versions (clients take its `null` for an id). */
export const shownVersionId = ({ versioning }: BucketRecord, version: Parameters<typeof versionIdOf>[0]): string | undefined =>
  versioning === undefined ? undefined : versionIdOf(version)

/** `NoSuchVersion`, 404. */
export const noSuchObjectVersion = (key: string, versionId: string): WireError =>
  new S3Error('NoSuchVersion', 'The specified version does not exist.', { fields: { Key: key, VersionId: versionId } })

/** The headers that tell of a delete marker in an error (S3 user guide, "Working with delete markers"). */
export const markerHeaders = (marker: DeleteMarker): Record<string, string> => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionIdOf(marker),
})

/** A delete marker can be deleted, and nothing else: `MethodNotAllowed`, 405. `method` is the request's. */
export const markerNotAllowed = (marker: DeleteMarker, method: string): WireError =>
  new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    fields: { Method: method, ResourceType: 'DeleteMarker' },
    headers: { ...markerHeaders(marker), Allow: 'DELETE', 'Last-Modified': new Date(marker.modifiedAt).toUTCString() },
  })
