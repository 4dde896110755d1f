import { bucketInRegion } from '../existing-bucket.js'
import { readableObject } from '../objects/read-object.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { ownersList } from './ownership.js'

/** The access control list of an object: the bucket's owner has full control, because lists are disabled (S3 API reference, GetObjectAcl). */
export const GetObjectAcl = operation('GetObjectAcl', {
  summary: 'Returns the access control list of an object.',
  actions: ['s3:GetObjectAcl'],
  authorize: (input, caller, reads) => [objectPermission('s3:GetObjectAcl', input, { caller, reads })],
  handle(input, caller, { state, region, ask }) {
    const { account } = bucketInRegion(state, input, region)
    readableObject(state, input, { caller, ask })
    return ownersList(account)
  },
})
