import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import { isDeleteMarker } from '../../../directory/s3/object-version.js'
import { findVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import type { CopyObjectRequest } from '../../../wire/generated/s3.js'
import { objectPermission, type S3Asking } from '../permissions.js'
import { requestTagContext } from '../tags/tag-context.js'
import type { S3Tags } from '../tags/tag-set.js'
import { taggingHeader } from '../tags/tagging-header.js'
import { versionPermission } from '../versions/version-permissions.js'
import { copySource } from './copy-source.js'

type Directed = Pick<CopyObjectRequest, 'Tagging' | 'TaggingDirective'>

/**
 * The tags that a copy gets from its request: with `x-amz-tagging-directive: REPLACE` alone. Without it `x-amz-tagging` is ignored, as on S3 (S3 API
 * reference, CopyObject).
 */
const tagsOfRequest = ({ Tagging, TaggingDirective }: Directed): S3Tags | undefined =>
  TaggingDirective === 'REPLACE' ? taggingHeader(Tagging) : undefined

/** The tags that a copy will have, at a revision. Policies know all of them by `s3:RequestObjectTag/<key>`, the copied ones too (own rule). */
export const tagsOfCopy = (input: CopyObjectRequest, state: Reader): S3Tags | undefined =>
  input.TaggingDirective === 'REPLACE' ? tagsOfRequest(input) : sourceTags(state, copySource(input.CopySource))

/** The tags of a copy: those of the request where it replaces them, else those of the source. */
export function copiedTags(input: Directed, source: Pick<ObjectRecord, 'tags'>): Pick<ObjectRecord, 'tags'> {
  const tags = input.TaggingDirective === 'REPLACE' ? tagsOfRequest(input) : source.tags
  return tags === undefined ? {} : { tags }
}

/**
 * What the tags of a copy require: to give them, and to read those of the source where they are copied. A source without tags requires neither (S3 API
 * reference, CopyObject, "Permissions").
 */
export function taggingPermissions(input: CopyObjectRequest, asking: S3Asking): RequiredPermission[] {
  const tags = tagsOfCopy(input, asking.reads.state)
  const isReplaced = input.TaggingDirective === 'REPLACE'
  if (tags === undefined || (!isReplaced && Object.keys(tags).length === 0)) return []
  const put = objectPermission('s3:PutObjectTagging', input, { ...asking, context: requestTagContext(tags) })
  return isReplaced ? [put] : [versionPermission('s3:GetObjectTagging', copySource(input.CopySource), asking), put]
}

function sourceTags(state: Reader, { Bucket, Key: key, VersionId: versionId }: ReturnType<typeof copySource>): S3Tags | undefined {
  const found = versionId === undefined ? getObject(state, Bucket, key) : findVersion(state, Bucket, { key, versionId })
  return found === undefined || isDeleteMarker(found) ? undefined : found.tags
}
