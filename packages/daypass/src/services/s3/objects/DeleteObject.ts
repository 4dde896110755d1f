import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject } from '../../../directory/s3/object.js'
import { isDeleteMarker } from '../../../directory/s3/object-version.js'
import { findVersion } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import type { DeleteObjectRequest } from '../../../wire/generated/s3.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { operation, type S3Reads } from '../s3.js'
import { checkVersionId } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { deleteOne } from './delete-one.js'
import { comparesBody, requireDeletable } from './preconditions.js'
import { removeBodies } from './remove-bodies.js'
import { requireStillAllowed } from './store-object.js'

/**
 * Deletes an object, or one version of it permanently (S3 API reference, DeleteObject); succeeds if it does not exist, unless there is a condition. Its file is
 * removed after the commit, where no version has it any more.
 */
export const DeleteObject = operation('DeleteObject', {
  summary: 'Deletes an object, or a version of it.',
  actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:GetObjectVersion'],
  check(input) {
    refuseUnbuilt({
      'x-amz-mfa': input.MFA,
      'x-amz-bypass-governance-retention': input.BypassGovernanceRetention,
      'x-amz-if-match-last-modified-time': input.IfMatchLastModifiedTime,
      'x-amz-if-match-size': input.IfMatchSize,
    })
    checkVersionId(input.VersionId)
  },
  authorize: questions,
  async handle(input, caller, deps) {
    const { state, transact, region, ids, clock, ask } = deps
    const bucket = bucketInRegion(state, input, region)
    const { answer, released } = await transact((fresh) => {
      const now = sameBucket(fresh, bucket)
      requireStillAllowed(questions(input, caller, { state: fresh }), { caller, ask: (question) => ask(question, fresh) })
      if (input.IfMatch !== undefined) requireDeletable(input.Key, existing(fresh, input), input.IfMatch)
      return deleteOne(fresh, { bucket: now, ids, now: clock.now() }, input)
    })
    await removeBodies(deps, released)
    return answer
  },
})

function questions(input: DeleteObjectRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const asked = [versionPermission('s3:DeleteObject', input, { caller, reads, context: { 's3:if-match': input.IfMatch } })]
  return comparesBody(input.IfMatch) ? [...asked, versionPermission('s3:GetObject', input, { caller, reads })] : asked
}

/** What a condition is about: the object, or the version that the request names. */
function existing(state: Reader, { Bucket, Key: key, VersionId: versionId }: DeleteObjectRequest) {
  if (versionId === undefined) return getObject(state, Bucket, key)
  const found = findVersion(state, Bucket, { key, versionId })
  return found === undefined || isDeleteMarker(found) ? undefined : found
}
