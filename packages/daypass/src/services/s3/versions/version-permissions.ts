import { objectArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject } from '../../../directory/s3/object.js'
import { isDeleteMarker } from '../../../directory/s3/object-version.js'
import { findVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import { bucketPermission, objectPermission, type S3Asking } from '../permissions.js'
import { existingTagContext } from '../tags/tag-context.js'
import type { S3Tags } from '../tags/tag-set.js'

/** An object, or one version of it, as a request names it. */
export interface NamedVersion {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
}

/** Actions on objects, and what they are for a request with `versionId` (S3 user guide, "Required permissions for Amazon S3 API operations"). */
const OF_VERSION = {
  's3:DeleteObject': 's3:DeleteObjectVersion',
  's3:DeleteObjectTagging': 's3:DeleteObjectVersionTagging',
  's3:GetObject': 's3:GetObjectVersion',
  's3:GetObjectAttributes': 's3:GetObjectVersionAttributes',
  's3:GetObjectTagging': 's3:GetObjectVersionTagging',
  's3:PutObjectTagging': 's3:PutObjectVersionTagging',
  's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  's3:PutObjectAcl': 's3:PutObjectVersionAcl',
} as const

/** An action that has a variant for versions. */
export type VersionedAction = keyof typeof OF_VERSION

/** The variant of an action for versions. */
export const versionsAction = (action: VersionedAction): string => OF_VERSION[action]

/** Of these actions, those without `s3:ExistingObjectTag/<key>` (Service Authorization Reference). */
const WITHOUT_TAGS: readonly VersionedAction[] = ['s3:DeleteObject']

/** The action of a request, and the key `s3:versionid`, which only requests with `versionId` have (Service Authorization Reference). */
const actionOf = (action: VersionedAction, { VersionId }: Pick<NamedVersion, 'VersionId'>) =>
  VersionId === undefined ? { action, context: {} } : { action: OF_VERSION[action], context: { 's3:versionid': VersionId } }

/**
 * The required permission for an action on an object, or on one version of it, with its tags as condition keys where the action has them. It reads the same
 * for an object that exists and for one that does not.
 */
export function versionPermission(action: VersionedAction, input: NamedVersion, asking: S3Asking): RequiredPermission {
  const named = actionOf(action, input)
  const tags = WITHOUT_TAGS.includes(action) ? {} : existingTagContext(tagsOf(asking.reads.state, input))
  const { caller, reads } = asking
  return objectPermission(named.action, input, { caller, reads, context: Object.assign({}, asking.context, named.context, tags) })
}

function tagsOf(state: Reader, { Bucket, Key: key, VersionId: versionId }: NamedVersion): S3Tags | undefined {
  const found = versionId === undefined ? getObject(state, Bucket, key) : findVersion(state, Bucket, { key, versionId })
  return found === undefined || isDeleteMarker(found) ? undefined : found.tags
}

/** The required permissions to delete many objects or versions of one bucket, which is looked up once. */
export function deletePermissions(
  input: { readonly Bucket: string; readonly Objects: readonly Omit<NamedVersion, 'Bucket'>[] },
  asking: S3Asking,
): RequiredPermission[] {
  const action = 's3:DeleteObject'
  const of = bucketPermission(action, input, asking)
  return input.Objects.map((one) => {
    const named = actionOf(action, one)
    return { ...of, action: named.action, resource: objectArn(input.Bucket, one.Key), context: { ...of.context, ...named.context } }
  })
}
