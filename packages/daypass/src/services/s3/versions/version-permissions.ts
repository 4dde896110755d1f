import { objectArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type S3Asking, bucketPermission, objectPermission } from '../permissions.js'

/** An object, or one version of it, as a request names it. */
export interface NamedVersion {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string | undefined
}

/** Actions on objects, and what they are for a request with `versionId` (S3 user guide, "Required permissions for Amazon S3 API operations"). */
const OF_VERSION = {
  's3:DeleteObject': 's3:DeleteObjectVersion',
  's3:GetObject': 's3:GetObjectVersion',
  's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  's3:PutObjectAcl': 's3:PutObjectVersionAcl',
} as const

/** An action that has a variant for versions. */
export type VersionedAction = keyof typeof OF_VERSION

/** The action of a request, and the key `s3:versionid`, which only requests with `versionId` have (Service Authorization Reference). */
const actionOf = (action: VersionedAction, { VersionId }: Pick<NamedVersion, 'VersionId'>) =>
  VersionId === undefined ? { action, context: {} } : { action: OF_VERSION[action], context: { 's3:versionid': VersionId } }

/** The required permission for an action on an object, or on one version of it. */
export function versionPermission(action: VersionedAction, input: NamedVersion, asking: S3Asking): RequiredPermission {
  const named = actionOf(action, input)
  return objectPermission(named.action, input, { ...asking, context: { ...asking.context, ...named.context } })
}

/** The same for many objects or versions of one bucket, which is looked up once. */
export function versionPermissions(
  action: VersionedAction,
  input: { readonly Bucket: string; readonly Objects: readonly Omit<NamedVersion, 'Bucket'>[] },
  asking: S3Asking,
): RequiredPermission[] {
  const of = bucketPermission(action, input, asking)
  return input.Objects.map((one) => {
    const named = actionOf(action, one)
    return { ...of, action: named.action, resource: objectArn(input.Bucket, one.Key), context: { ...of.context, ...named.context } }
  })
}
