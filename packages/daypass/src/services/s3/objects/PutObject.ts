// objects: putting, reading and deleting objects: bodies, checksums, kept headers, ranges and conditions. Refuses headers that it would have to
// ignore, and bodies that do not match them. Leaves the bytes to files, the bucket to existing-bucket, and lists of keys to listing.

import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import type { PutObjectRequest } from '../../../wire/generated/s3.js'
import { fileBody } from '../bodies/file-body.js'
import { bucketInRegion } from '../existing-bucket.js'
import type { ReceivedBody } from '../files/object-files.js'
import { objectPermission } from '../permissions.js'
import { operation, type S3Reads } from '../s3.js'
import { encryptionOf } from '../settings/encryption.js'
import { requestTagContext } from '../tags/tag-context.js'
import { taggingHeader } from '../tags/tagging-header.js'
import { versionPermission } from '../versions/version-permissions.js'
import { checkPut } from './check-put.js'
import { checksumMembers } from './checksums.js'
import { headersToKeep } from './kept-headers.js'
import { comparesBody, isConditional, requireWritable } from './preconditions.js'
import { receiveBody, type Summed } from './receive-body.js'
import { storeObject } from './store-object.js'

/**
 * Puts an object (S3 API reference, PutObject): writes the body to a new file, then the record that refers to it, and the bytes of a small body, in one commit
 * that also decides the conditions; then the replaced file is removed. If anything fails before the commit, the object is unchanged and no file remains.
 */
export const PutObject = operation('PutObject', {
  summary: 'Stores an object.',
  actions: ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging'],
  check: checkPut,
  authorize: questions,
  async handle(input, caller, deps) {
    const { state, files, clock, region } = deps
    const bucket = bucketInRegion(state, input, region)
    // Also checked before the body, so that a client that waits for `100 Continue` does not send it for nothing.
    if (isConditional(input)) requireWritable(input.Key, getObject(state, input.Bucket, input.Key), input)
    const received = await receiveBody(input, {
      receive: (source, limitBytes) => files.receiveInline(source, limitBytes, state),
      remove: (file) => files.remove(file),
    })
    const object = await storeObject(deps, {
      bucket,
      object: recordOf(input, received, clock.now()),
      sealed: received.sealed,
      conditions: input,
      caller,
      questions: (fresh) => questions(input, caller, { state: fresh }),
    })
    // Where versions are suspended S3 shows none, as recorded on AWS: the object is the null version.
    return {
      ETag: object.etag,
      ServerSideEncryption: encryptionOf(object),
      VersionId: object.versionId,
      ...checksumMembers(object.checksums),
    }
  },
})

function recordOf(input: PutObjectRequest, received: Summed<ReceivedBody>, now: number): ObjectRecord {
  const tags = taggingHeader(input.Tagging)
  return {
    key: input.Key,
    size: received.size,
    etag: `"${received.md5}"`,
    modifiedAt: 1000 * Math.floor(now / 1000),
    ...fileBody(received),
    headers: headersToKeep(input),
    metadata: { ...input.Metadata },
    checksums: Object.assign({}, received.computed, received.declared),
    ...(tags !== undefined && { tags }),
  }
}

function questions(input: PutObjectRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const tags = requestTagContext(taggingHeader(input.Tagging))
  const context = {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-storage-class': input.StorageClass,
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:ObjectCreationOperation': 'true',
    ...tags,
  }
  const put = objectPermission('s3:PutObject', input, { caller, reads, context })
  const asked = [put]
  // The object that is put has no tags before: no `s3:ExistingObjectTag/<key>`, as a put has none either (own rule).
  if (input.Tagging !== undefined) asked.push(objectPermission('s3:PutObjectTagging', input, { caller, reads, context: tags }))
  if (comparesBody(input.IfMatch)) asked.push(versionPermission('s3:GetObject', input, { caller, reads }))
  return asked
}
