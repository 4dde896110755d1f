import type { ListedUpload } from '../../../directory/s3/upload.js'
import type { ListMultipartUploadsRequest } from '../../../wire/generated/s3.js'
import { invalidArgument } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { checkListing, encoderOf, pageLimit } from '../listing/listing.js'
import { ownerOf } from '../owner.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { initiatorOf } from './initiator.js'
import { requireWithin } from './ListParts.js'
import { isUploadId } from './upload-id.js'
import { uploadPageInTurn } from './upload-page.js'

/** Lists the uploads in progress of a bucket, by key, the uploads of a key by their time (S3 API reference, ListMultipartUploads). */
export const ListMultipartUploads = operation('ListMultipartUploads', {
  summary: 'Lists the uploads in progress of a bucket.',
  actions: ['s3:ListBucketMultipartUploads'],
  check(input) {
    requireWithin('max-uploads', input.MaxUploads)
    checkListing(input, input.KeyMarker)
    const { id } = markerOf(input)
    if (id !== '' && !isUploadId(id)) throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', id)
  },
  authorize: (input, caller, reads) => [bucketPermission('s3:ListBucketMultipartUploads', input, { caller, reads })],
  async handle(input, _caller, { state, region, rest }) {
    const bucket = bucketInRegion(state, input, region)
    const encode = encoderOf(input)
    const { Bucket, Prefix = '', Delimiter = '', KeyMarker = '', EncodingType } = input
    const MaxUploads = pageLimit(input.MaxUploads)
    const query = { bucket: Bucket, prefix: Prefix, delimiter: Delimiter, after: markerOf(input), limit: MaxUploads }
    const page = await uploadPageInTurn(state, query, rest)
    return {
      ...{ Bucket, KeyMarker: encode(KeyMarker), UploadIdMarker: markerOf(input).id, MaxUploads, EncodingType },
      Prefix: encode(Prefix),
      Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
      IsTruncated: page.next !== undefined,
      NextKeyMarker: page.next && encode(page.next.key),
      NextUploadIdMarker: page.next?.id,
      Uploads: page.uploads.map((upload) => uploadOutput(upload, encode, bucket.account)),
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }
  },
})

const uploadOutput = ({ id, key, initiatedAt, initiator, checksum }: ListedUpload, encode: (text: string) => string, account: string) => ({
  ...{ UploadId: id, Key: encode(key), Initiated: new Date(initiatedAt), StorageClass: 'STANDARD' },
  Owner: ownerOf(account),
  Initiator: initiatorOf(initiator),
  ChecksumAlgorithm: checksum?.algorithm,
  ChecksumType: checksum?.type,
})

/** Where the list begins. Without a key marker, that of an id is ignored (S3 API reference, ListMultipartUploads, upload-id-marker). */
const markerOf = ({ KeyMarker = '', UploadIdMarker = '' }: ListMultipartUploadsRequest): { key: string; id: string } => ({
  key: KeyMarker,
  id: KeyMarker === '' ? '' : UploadIdMarker,
})
