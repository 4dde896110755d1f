import { deleteObject, getObject } from '../../../directory/s3/object.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { comparesBody, requireDeletable } from './preconditions.js'
import { removeBodies } from './remove-bodies.js'

/** Deletes an object; succeeds if it does not exist, unless there is a condition (S3 API reference, DeleteObject). Its file is removed after the commit. */
export const DeleteObject = operation('DeleteObject', {
  summary: 'Deletes an object.',
  actions: ['s3:DeleteObject', 's3:GetObject'],
  check: (input) =>
    refuseUnbuilt({
      versionId: input.VersionId,
      'x-amz-mfa': input.MFA,
      'x-amz-bypass-governance-retention': input.BypassGovernanceRetention,
      'x-amz-if-match-last-modified-time': input.IfMatchLastModifiedTime,
      'x-amz-if-match-size': input.IfMatchSize,
    }),
  authorize(input, caller, reads) {
    const asking = { caller, reads, context: { 's3:if-match': input.IfMatch } }
    const questions = [objectPermission('s3:DeleteObject', input, asking)]
    return comparesBody(input.IfMatch) ? [...questions, objectPermission('s3:GetObject', input, { caller, reads })] : questions
  },
  async handle(input, _caller, deps) {
    const { state, transact, region } = deps
    const bucket = bucketInRegion(state, input, region)
    const deleted = await transact((fresh) => {
      sameBucket(fresh, bucket)
      requireDeletable(input.Key, getObject(fresh, input.Bucket, input.Key), input.IfMatch)
      return deleteObject(fresh, input.Bucket, input.Key)
    })
    await removeBodies(deps, deleted)
    return {}
  },
})
