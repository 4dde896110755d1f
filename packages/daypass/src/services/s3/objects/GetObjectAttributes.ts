import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import { getUpload } from '../../../directory/s3/upload.js'
import type { Reader } from '../../../directory/state.js'
import type { GetObjectAttributesRequest } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { invalidArgument } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { objectParts } from '../multipart/object-parts.js'
import { operation, type S3Reads } from '../s3.js'
import { namedObject } from '../versions/named-object.js'
import { checkVersionId, shownVersionId } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { checksumMembers } from './checksums.js'
import { refuseCustomerKey } from './read-object.js'

const HEADER = 'x-amz-object-attributes'
const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize']

/** What a client wants to know of an object, without its bytes (S3 API reference, GetObjectAttributes). */
export const GetObjectAttributes = operation('GetObjectAttributes', {
  summary: 'Returns the attributes of an object that are asked for.',
  actions: ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
  check(input) {
    checkVersionId(input.VersionId)
    refuseCustomerKey(input)
    checkAttributes(input.ObjectAttributes)
    requireCount('x-amz-max-parts', input.MaxParts)
    requireCount('x-amz-part-number-marker', input.PartNumberMarker)
  },
  authorize: questions,
  handle(input, caller, { state, region, ask }) {
    const bucket = bucketInRegion(state, input, region)
    const object = namedObject(state, input, { caller, ask, method: 'GET' })
    const wanted = new Set(input.ObjectAttributes)
    return {
      LastModified: new Date(object.modifiedAt),
      VersionId: shownVersionId(bucket, object),
      ...Object.fromEntries(Object.entries(attributesOf(state, object, input)).filter(([name]) => wanted.has(name))),
    }
  },
})

/** Both actions, as S3 requires them ("Permissions"). */
function questions(input: GetObjectAttributesRequest, caller: Caller, reads: S3Reads): RequiredPermission[] {
  return (['s3:GetObject', 's3:GetObjectAttributes'] as const).map((action) => versionPermission(action, input, { caller, reads }))
}

function requireCount(header: string, value: number | undefined): void {
  if (value !== undefined && value < 0)
    throw invalidArgument(`Argument ${header} must be an integer between 0 and 2147483647`, header, String(value))
}

function checkAttributes(attributes: readonly string[] = []): void {
  if (attributes.length === 0) {
    throw new S3Error('InvalidRequest', `The ${HEADER} header specifying the attributes to be retrieved is either missing or empty`)
  }
  const unknown = attributes.find((name) => !ATTRIBUTES.includes(name))
  if (unknown !== undefined) throw invalidArgument('Invalid attribute name specified.', HEADER, unknown)
}

/** All attributes. An object that was put at once has no parts to tell of. Here S3 writes the entity tag without quotes. */
function attributesOf(state: Reader, object: ObjectRecord, { MaxParts, PartNumberMarker }: GetObjectAttributesRequest) {
  const { etag, size, checksums, checksumType } = object
  const runs = 'upload' in object ? getUpload(state, object.upload)?.runs : undefined
  return {
    ETag: etag.replaceAll('"', ''),
    ...(Object.keys(checksums).length > 0 && { Checksum: checksumMembers(checksums, checksumType) }),
    ...('upload' in object &&
      runs !== undefined && { ObjectParts: objectParts(state, { upload: object.upload, runs }, { MaxParts, PartNumberMarker }) }),
    StorageClass: 'STANDARD',
    ObjectSize: size,
  }
}
