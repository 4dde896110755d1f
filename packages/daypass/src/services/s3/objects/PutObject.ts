// objects: putting, reading and deleting objects: bodies, checksums, kept headers, ranges and conditions. Refuses headers that it would have to
// ignore, and bodies that do not match them. Leaves the files to object-files, the bucket to existing-bucket, and lists of keys to listing.

import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord, storedBody } from '../../../directory/s3/object.js'
import type { PutObjectRequest } from '../../../wire/generated/s3.js'
import { bucketInRegion } from '../existing-bucket.js'
import type { ReceivedBody } from '../files/object-files.js'
import { objectPermission } from '../permissions.js'
import { operation, type S3Reads } from '../s3.js'
import { checkPut } from './check-put.js'
import { checksumMembers, declaredChecksums } from './checksums.js'
import { headersToKeep } from './kept-headers.js'
import { comparesBody, requireWritable } from './preconditions.js'
import { receiveBody } from './receive-body.js'
import { storeObject } from './store-object.js'

/**
 * Puts an object (S3 API reference, PutObject): writes the body to a new file, then the record that refers to it, in one commit that also decides the
 * conditions; then the replaced file is removed. If anything fails before the commit, the object is unchanged and no file remains.
 */
export const PutObject = operation('PutObject', {
  summary: 'Stores an object.',
  actions: ['s3:GetObject', 's3:PutObject'],
  check: checkPut,
  authorize: questions,
  async handle(input, caller, deps) {
    const { state, clock, region } = deps
    const bucket = bucketInRegion(state, input, region)
    // Also checked before the body, so that a client that waits for `100 Continue` does not send it for nothing.
    requireWritable(input.Key, getObject(state, input.Bucket, input.Key), input)
    const received = await receiveBody(input, deps)
    const object = await storeObject(deps, {
      bucket,
      object: recordOf(input, received, clock.now()),
      sealed: received.sealed,
      conditions: input,
      caller,
      questions: (fresh) => questions(input, caller, { state: fresh }),
    })
    return { ETag: object.etag, ServerSideEncryption: 'AES256', ...checksumMembers(object.checksums) }
  },
})

function recordOf(input: PutObjectRequest, received: ReceivedBody, now: number): ObjectRecord {
  return {
    key: input.Key,
    size: received.size,
    etag: `"${received.md5}"`,
    modifiedAt: 1000 * Math.floor(now / 1000),
    ...storedBody(received),
    headers: headersToKeep(input),
    metadata: { ...input.Metadata },
    checksums: declaredChecksums(input),
  }
}

function questions(input: PutObjectRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const context = {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-storage-class': input.StorageClass,
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:ObjectCreationOperation': 'true',
  }
  const put = objectPermission('s3:PutObject', input, { caller, reads, context })
  return comparesBody(input.IfMatch) ? [put, objectPermission('s3:GetObject', input, { caller, reads })] : [put]
}
