import { isDeleteMarker, versionIdOf } from '../../../directory/s3/object-version.js'
import type { ListedVersion } from '../../../directory/s3/versioned-object.js'
import type { DeleteMarkerEntry, ListObjectVersionsRequest, ObjectVersion, Owner } from '../../../wire/generated/s3.js'
import { invalidArgument } from '../errors.js'
import { bucketInRegion } from '../existing-bucket.js'
import { checkListing, encoderOf, listingContext, listingMembers, objectMembers, pageLimit } from '../listing/listing.js'
import { ownerOf } from '../owner.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { isVersionId } from './requested-version.js'
import { versionPageInTurn } from './version-page.js'

/** All versions and delete markers of a bucket, newest first within a key (S3 API reference, ListObjectVersions). */
export const ListObjectVersions = operation('ListObjectVersions', {
  summary: 'Lists all versions of the objects of a bucket.',
  actions: ['s3:ListBucketVersions'],
  check(input) {
    checkListing(input, input.KeyMarker)
    checkMarkers(input)
  },
  authorize: (input, caller, reads) => [
    bucketPermission('s3:ListBucketVersions', input, { caller, reads, context: listingContext(input) }),
  ],
  async handle(input, _caller, { state, region, rest }) {
    const bucket = bucketInRegion(state, input, region)
    const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: afterKey = '', VersionIdMarker } = input
    const afterVersion = VersionIdMarker === '' ? undefined : VersionIdMarker
    const query = { bucket: bucket.name, prefix, delimiter, afterKey, afterVersion, limit: pageLimit(input.MaxKeys) }
    const { items, prefixes, last } = await versionPageInTurn(state, query, rest)
    const [encode, owner] = [encoderOf(input), ownerOf(bucket.account)]
    return {
      ...listingMembers(input, { prefixes, isTruncated: last !== undefined }),
      KeyMarker: encode(afterKey),
      VersionIdMarker: afterVersion ?? '',
      NextKeyMarker: last && encode('item' in last ? last.item.key : last.group),
      NextVersionIdMarker: last && 'item' in last ? versionIdOf(last.item.version) : undefined,
      Versions: items.flatMap((one) => versionEntry(one, { encode, owner })),
      DeleteMarkers: items.flatMap((one) => markerEntry(one, { encode, owner })),
    }
  },
})

/** The texts were seen on S3. */
function checkMarkers({ KeyMarker, VersionIdMarker }: ListObjectVersionsRequest): void {
  if (VersionIdMarker === undefined) return
  const name = 'version-id-marker'
  if (KeyMarker === undefined) {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.', name, VersionIdMarker)
  }
  if (VersionIdMarker === '') throw invalidArgument('A version-id marker cannot be empty.', name, VersionIdMarker)
  if (!isVersionId(VersionIdMarker)) throw invalidArgument('Invalid version id specified', name, VersionIdMarker)
}

interface Shown {
  readonly encode: (text: string) => string
  readonly owner: Owner
}

function versionEntry({ version, isLatest }: ListedVersion, { encode, owner }: Shown): ObjectVersion[] {
  if (isDeleteMarker(version)) return []
  return [Object.assign(objectMembers(version, encode), { Owner: owner, VersionId: versionIdOf(version), IsLatest: isLatest })]
}

function markerEntry({ version, isLatest }: ListedVersion, { encode, owner }: Shown): DeleteMarkerEntry[] {
  if (!isDeleteMarker(version)) return []
  const LastModified = new Date(version.modifiedAt)
  return [{ Key: encode(version.key), LastModified, Owner: owner, VersionId: versionIdOf(version), IsLatest: isLatest }]
}
