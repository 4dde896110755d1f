import { bucketInRegion } from '../existing-bucket.js'
import { readableObject } from '../objects/read-object.js'
import { operation } from '../s3.js'
import { checkVersionId } from '../versions/requested-version.js'
import { versionPermission } from '../versions/version-permissions.js'
import { ownersList } from './ownership.js'

/** The access control list of an object: the bucket's owner has full control, because lists are disabled (S3 API reference, GetObjectAcl). */
export const GetObjectAcl = operation('GetObjectAcl', {
  summary: 'Returns the access control list of an object.',
  actions: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  check: ({ VersionId }) => checkVersionId(VersionId),
  authorize: (input, caller, reads) => [versionPermission('s3:GetObjectAcl', input, { caller, reads })],
  handle(input, caller, { state, region, ask }) {
    const { account } = bucketInRegion(state, input, region)
    readableObject(state, input, { caller, ask })
    return ownersList(account)
  },
})
