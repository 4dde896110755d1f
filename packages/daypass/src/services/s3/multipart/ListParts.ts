import { listParts, type PartRecord } from '../../../directory/s3/upload-part.js'
import { invalidArgument, refuseUnbuilt } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { partChecksumMembers } from '../objects/checksums.js'
import { ownerOf } from '../owner.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { customerKey } from './customer-key.js'
import { initiatorOf } from './initiator.js'
import { uploadInProgress } from './upload-id.js'

/** The maximum number of parts of a page (S3 API reference, ListParts, MaxParts). */
export const MAX_PAGE = 1_000

/** Lists the parts of an upload in progress (S3 API reference, ListParts). */
export const ListParts = operation('ListParts', {
  summary: 'Lists the parts of an upload in progress.',
  actions: ['s3:ListMultipartUploadParts'],
  check(input) {
    refuseUnbuilt(customerKey(input))
    requireWithin('max-parts', input.MaxParts)
    requireWithin('part-number-marker', input.PartNumberMarker)
  },
  authorize: (input, caller, reads) => [objectPermission('s3:ListMultipartUploadParts', input, { caller, reads })],
  handle(input, _caller, { state, region }) {
    const bucket = bucketInRegion(state, input, region)
    const upload = uploadInProgress(state, input)
    const MaxParts = Math.min(input.MaxParts ?? MAX_PAGE, MAX_PAGE)
    const PartNumberMarker = input.PartNumberMarker ?? 0
    const found = MaxParts === 0 ? [] : listParts(state, upload.id, { first: PartNumberMarker + 1, limit: MaxParts + 1 })
    const page = found.slice(0, MaxParts)
    return {
      ...{ Bucket: input.Bucket, Key: input.Key, UploadId: upload.id, PartNumberMarker, MaxParts },
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      IsTruncated: found.length > page.length,
      Parts: page.map((part) => partOutput(part, upload.checksum?.algorithm)),
      Initiator: initiatorOf(upload.initiator),
      Owner: ownerOf(bucket.account),
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
    }
  },
})

/** The checksums of a part: that of its upload, or all that it has. */
function partOutput({ number, modifiedAt, md5, size, checksums }: PartRecord, algorithm: string | undefined) {
  const shown = algorithm === undefined ? checksums : Object.fromEntries(Object.entries(checksums).filter(([name]) => name === algorithm))
  return { PartNumber: number, LastModified: new Date(modifiedAt), ETag: `"${md5}"`, Size: size, ...partChecksumMembers(shown) }
}

const MAX_INTEGER = 2_147_483_647

/** `InvalidArgument` unless it is a number that S3 accepts here. */
export function requireWithin(name: string, value: number | undefined): void {
  if (value === undefined || (value >= 0 && value <= MAX_INTEGER)) return
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${MAX_INTEGER}`, name, String(value))
}
