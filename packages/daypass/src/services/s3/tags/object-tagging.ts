import { rewriteVersion } from '../../../directory/s3/versioned-object.js'
import type { S3Operations } from '../../../wire/generated/s3.js'
import { bucketInRegion } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { namedObject } from '../versions/named-object.js'
import { checkVersionId, shownVersionId } from '../versions/requested-version.js'
import { type VersionedAction, versionPermission, versionsAction } from '../versions/version-permissions.js'
import { requestTagContext } from './tag-context.js'
import { OBJECT_TAGS, readTags, type S3Tags, tagSet } from './tag-set.js'

type ObjectTagging = 'DeleteObjectTagging' | 'GetObjectTagging' | 'PutObjectTagging'

/** What such an operation does with the tags of the object, or of the version, that a request names. */
interface Kind {
  readonly summary: string
  readonly action: VersionedAction
  readonly method: 'DELETE' | 'GET' | 'PUT'
}

/** Declares one of the three operations on the tags of an object (S3 user guide, "Managing object tags"). */
export function objectTaggingOperation<Name extends ObjectTagging>(name: Name, { summary, action, method }: Kind) {
  return operation<ObjectTagging>(name, {
    summary,
    actions: [action, versionsAction(action)],
    check(input) {
      checkVersionId(input.VersionId)
      given(input)
    },
    authorize: (input, caller, reads) => [versionPermission(action, input, { caller, reads, context: requestTagContext(given(input)) })],
    handle(input, caller, { state, region, ask }) {
      const bucket = bucketInRegion(state, input, region)
      const { tags = {}, ...object } = namedObject(state, input, { caller, ask, method, seesMarker: true })
      const replaced = given(input)
      if (replaced !== undefined) rewriteVersion(state, bucket.name, { ...object, tags: replaced })
      else if (method === 'DELETE') rewriteVersion(state, bucket.name, object)
      return { VersionId: shownVersionId(bucket, object), ...(method === 'GET' && { TagSet: tagSet(tags) }) }
    },
  })
}

/** The tags that a request gives the object. */
const given = (input: S3Operations[ObjectTagging]['input']): S3Tags | undefined =>
  'Tagging' in input ? readTags(input.Tagging.TagSet, OBJECT_TAGS) : undefined
