// copy: objects and parts made of what is stored already: how the source is named, found and verified, and what the copy takes from it. Asks for the source
// what a read of it would. Leaves storing to objects and multipart.

import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, type ObjectRecord } from '../../../directory/s3/object.js'
import type { Reader } from '../../../directory/state.js'
import type { CopyObjectRequest } from '../../../wire/generated/s3.js'
import { fileBody } from '../bodies/file-body.js'
import { refuseUnbuilt, requireSigned } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { checkPut } from '../objects/check-put.js'
import { type Algorithm, checksumMembers, DEFAULT_ALGORITHM, isAlgorithm, requireAlgorithm } from '../objects/checksums.js'
import { comparesBody, requireWritable } from '../objects/preconditions.js'
import { MAX_PUT_BYTES, Sums } from '../objects/receive-body.js'
import { storeObject } from '../objects/store-object.js'
import { objectPermission } from '../permissions.js'
import { operation, type S3Reads } from '../s3.js'
import { encryptionOf } from '../settings/encryption.js'
import { requestTagContext } from '../tags/tag-context.js'
import { versionPermission } from '../versions/version-permissions.js'
import { copySource, sourceName } from './copy-source.js'
import { copiedTags, taggingPermissions, tagsOfCopy } from './copied-tags.js'
import { checkDirectives, copiedHeaders, requireChange } from './directives.js'
import { copySourcePermission, openSource } from './open-source.js'
import { sourceKey } from './source-key.js'

/** Copies an object (S3 API reference, CopyObject): its bytes stream from file to file, are compared with what was stored, and make one new file. */
export const CopyObject = operation('CopyObject', {
  summary: 'Copies an object.',
  actions: [
    ...['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
    ...['s3:PutObject', 's3:PutObjectTagging'],
  ],
  check(input) {
    checkPut(input)
    refuseUnbuilt(sourceKey(input))
    checkDirectives(input)
    if (input.ChecksumAlgorithm !== undefined) requireAlgorithm(input.ChecksumAlgorithm.toUpperCase())
    requireChange(input, copySource(input.CopySource))
  },
  authorize: questions,
  async handle(input, caller, deps) {
    const bucket = bucketInRegion(deps.state, input, deps.region)
    requireSigned(caller, 'Anonymous users cannot copy objects.  Please authenticate.')
    requireWritable(input.Key, getObject(deps.state, input.Bucket, input.Key), input)
    const rangeOf = ({ size }: ObjectRecord) => ({ start: 0, length: size })
    const required = (state: Reader) => questions(input, caller, { state })
    const source = await openSource(input, { caller, deps, rangeOf, questions: required })
    const sums = new Sums([algorithmOf(input, source.object)])
    const received = await deps.files.receive(sums.of(source.bytes), MAX_PUT_BYTES)
    if (received === 'too large') throw new Error('the source of a copy has more bytes than its record says')
    const object = await storeObject(deps, {
      bucket,
      object: {
        ...{ key: input.Key, size: received.size, etag: `"${received.md5}"`, modifiedAt: 1000 * Math.floor(deps.clock.now() / 1000) },
        ...fileBody(received),
        ...copiedHeaders(input, source.object),
        ...copiedTags(input, source.object),
        checksums: sums.values(),
      },
      ...{ conditions: input, caller },
      questions: required,
    })
    const LastModified = new Date(object.modifiedAt)
    return {
      CopyObjectResult: { ETag: object.etag, LastModified, ...checksumMembers(object.checksums) },
      CopySourceVersionId: source.versionId,
      ServerSideEncryption: encryptionOf(object),
      VersionId: object.versionId,
    }
  },
})

/** The algorithm that was asked for, or that of the source; the copy of a composite checksum is of the full object (S3 API reference, CopyObject). */
function algorithmOf({ ChecksumAlgorithm }: CopyObjectRequest, source: ObjectRecord): Algorithm {
  if (ChecksumAlgorithm !== undefined) return requireAlgorithm(ChecksumAlgorithm.toUpperCase())
  return Object.keys(source.checksums).find(isAlgorithm) ?? DEFAULT_ALGORITHM
}

function questions(input: CopyObjectRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  const by = { caller, reads }
  const context = {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-copy-source': sourceName(copySource(input.CopySource)),
    's3:x-amz-metadata-directive': input.MetadataDirective,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-storage-class': input.StorageClass,
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:ObjectCreationOperation': 'true',
    ...requestTagContext(tagsOfCopy(input, reads.state)),
  }
  const asked = [
    objectPermission('s3:PutObject', input, { ...by, context }),
    copySourcePermission(input, by),
    ...taggingPermissions(input, by),
  ]
  return comparesBody(input.IfMatch) ? [...asked, versionPermission('s3:GetObject', { Bucket: input.Bucket, Key: input.Key }, by)] : asked
}
