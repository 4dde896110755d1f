// multipart: uploads in parts, from the first request to the object that is made of the parts as they are. Owns what a part must be, when an upload ends, and
// the checksums of the whole. Refuses parts that do not match. Leaves bytes to bodies, and storing the object to objects.

import { beginUpload } from '../../../directory/s3/upload.js'
import { requireSigned } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { checkPut } from '../objects/check-put.js'
import { headersToKeep } from '../objects/kept-headers.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ENCRYPTION } from '../settings/encryption.js'
import { requestTagContext } from '../tags/tag-context.js'
import { taggingHeader } from '../tags/tagging-header.js'
import { uploadPermission } from './store-part.js'
import { checksumAskedFor } from './upload-checksum.js'
import { beginningContext, newUploadId } from './upload-id.js'

/** Begins an upload in parts (S3 API reference, CreateMultipartUpload). Headers, metadata and tags of the object are those of this request. */
export const CreateMultipartUpload = operation('CreateMultipartUpload', {
  summary: 'Begins an upload in parts.',
  actions: ['s3:PutObject', 's3:PutObjectTagging'],
  check(input) {
    checkPut(input)
    checksumAskedFor(input)
  },
  authorize(input, caller, reads) {
    const tags = taggingHeader(input.Tagging)
    const beginning = { acl: input.ACL, encryption: input.ServerSideEncryption, storageClass: input.StorageClass, tags }
    const asked = [uploadPermission(input, { caller, reads }, beginningContext(beginning))]
    if (input.Tagging === undefined) return asked
    return [...asked, objectPermission('s3:PutObjectTagging', input, { caller, reads, context: requestTagContext(tags) })]
  },
  handle(input, caller, { state, region, clock, ids }) {
    bucketInRegion(state, input, region)
    requireSigned(caller, 'Anonymous users cannot initiate multipart uploads.  Please authenticate.')
    const { Bucket, Key, Metadata } = input
    const now = clock.now()
    const id = newUploadId(ids, now)
    const checksum = checksumAskedFor(input)
    const tags = taggingHeader(input.Tagging)
    beginUpload(state, {
      ...{ id, bucket: Bucket, key: Key, initiatedAt: 1000 * Math.floor(now / 1000) },
      initiator: caller.arn,
      headers: headersToKeep(input),
      metadata: { ...Metadata },
      ...(checksum && { checksum }),
      ...(input.ACL !== undefined && { acl: input.ACL }),
      ...(input.ServerSideEncryption !== undefined && { encryption: input.ServerSideEncryption }),
      ...(input.StorageClass !== undefined && { storageClass: input.StorageClass }),
      ...(tags !== undefined && { tags }),
    })
    return {
      Bucket,
      Key,
      UploadId: id,
      ServerSideEncryption: ENCRYPTION,
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    }
  },
})
