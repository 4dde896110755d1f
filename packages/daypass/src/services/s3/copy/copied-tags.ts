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
export const tagsOfRequest = ({ Tagging, TaggingDirective }: Directed): S3Tags | undefined =>
  TaggingDirective === 'REPLACE' ? taggingHeader(Tagging) : undefined

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
  if (input.TaggingDirective === 'REPLACE') {
    const tags = tagsOfRequest(input)
    if (tags === undefined) return []
    return [objectPermission('s3:PutObjectTagging', input, { ...asking, context: requestTagContext(tags) })]
  }
  const source = copySource(input.CopySource)
  if (Object.keys(sourceTags(asking.reads.state, source) ?? {}).length === 0) return []
  return [versionPermission('s3:GetObjectTagging', source, asking), objectPermission('s3:PutObjectTagging', input, asking)]
}

function sourceTags(state: Reader, { Bucket, Key: key, VersionId: versionId }: ReturnType<typeof copySource>): S3Tags | undefined {
  const found = versionId === undefined ? getObject(state, Bucket, key) : findVersion(state, Bucket, { key, versionId })
  return found === undefined || isDeleteMarker(found) ? undefined : found.tags
}
