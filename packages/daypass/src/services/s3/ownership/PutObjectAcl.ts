import { bucketInRegion } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { namedObject } from '../versions/named-object.js'
import { checkVersionId } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { checkAcl, isOwnersOnly, notSupported } from './ownership.js'

/**
 * Refuses every access control list of an object but the one that it has, because lists are disabled (S3 API reference, PutObjectAcl). The object must
 * be there; a delete marker in its place is 405, as recorded on AWS.
 */
export const PutObjectAcl = operation('PutObjectAcl', {
  summary: "Refuses an access control list other than the owner's.",
  actions: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  check(input) {
    checkVersionId(input.VersionId)
    checkAcl(input)
  },
  authorize: (input, caller, reads) => [
    versionPermission('s3:PutObjectAcl', input, { caller, reads, context: { 's3:x-amz-acl': input.ACL } }),
  ],
  handle(input, caller, { state, region, ask }) {
    const { account } = bucketInRegion(state, input, region)
    namedObject(state, input, { caller, ask, method: 'PUT', seesMarker: true })
    if (!isOwnersOnly(input, account)) throw notSupported()
    return {}
  },
})
