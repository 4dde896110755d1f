import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { UploadPartRequest } from '../../../wire/generated/s3.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { requireContentMd5, unsupportedChecksums } from '../objects/check-put.js'
import { checkDeclared, partChecksumMembers } from '../objects/checksums.js'
import { receiveBody } from '../objects/receive-body.js'
import { operation, type S3Reads } from '../s3.js'
import { encryptionOf } from '../settings/encryption.js'
import { customerKey } from './customer-key.js'
import { checkPart, storePart, uploadPermission } from './store-part.js'
import { computedForPart } from './upload-checksum.js'
import { uploadContext, uploadInProgress } from './upload-id.js'

/** Uploads a part, in place of an earlier one with its number (S3 API reference, UploadPart). It is on the disk before the answer. */
export const UploadPart = operation('UploadPart', {
  summary: 'Uploads a part of an upload.',
  actions: ['s3:PutObject'],
  check(input) {
    checkPart(input)
    refuseUnbuilt({ ...customerKey(input), ...unsupportedChecksums(input) })
    requireContentMd5(input)
    checkDeclared(input)
  },
  authorize: questions,
  async handle(input, caller, deps) {
    const bucket = bucketInRegion(deps.state, input, deps.region)
    const upload = uploadInProgress(deps.state, input)
    const received = await receiveBody(input, deps.files, computedForPart(upload, input))
    const part = await storePart(deps, {
      ...{ bucket, address: input, received, caller },
      questions: (state) => questions(input, caller, { state }),
    })
    const declared = Object.keys(received.declared).length > 0
    return {
      ETag: `"${part.md5}"`,
      ServerSideEncryption: encryptionOf(part),
      ...partChecksumMembers(declared ? received.declared : received.computed),
    }
  },
})

function questions(input: UploadPartRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  return [uploadPermission(input, { caller, reads }, uploadContext(reads.state, input))]
}
