import { abortUpload } from '../../../directory/s3/upload.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { removeBodies } from '../objects/remove-bodies.js'
import { requireStillAllowed } from '../objects/store-object.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { uploadInProgress } from './upload-id.js'

/** Ends an upload and removes its parts, also those that are still being uploaded (S3 API reference, AbortMultipartUpload). */
export const AbortMultipartUpload = operation('AbortMultipartUpload', {
  summary: 'Ends an upload and removes its parts.',
  actions: ['s3:AbortMultipartUpload'],
  check: (input) => refuseUnbuilt({ 'x-amz-if-match-initiated-time': input.IfMatchInitiatedTime }),
  authorize: (input, caller, reads) => [objectPermission('s3:AbortMultipartUpload', input, { caller, reads })],
  async handle(input, caller, deps) {
    const bucket = bucketInRegion(deps.state, input, deps.region)
    await deps.transact((fresh) => {
      sameBucket(fresh, bucket)
      const question = objectPermission('s3:AbortMultipartUpload', input, { caller, reads: { state: fresh } })
      requireStillAllowed([question], { caller, ask: (asked) => deps.ask(asked, fresh) })
      abortUpload(fresh, uploadInProgress(fresh, input))
    })
    await removeBodies(deps, [{ upload: input.UploadId, parts: 0 }])
    return {}
  },
})
