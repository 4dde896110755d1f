import { bucketInRegion } from '../existing-bucket.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readAt } from './read-object.js'

/** The headers of GetObject, without the body (S3 API reference, HeadObject). */
export const HeadObject = operation('HeadObject', {
  summary: 'Returns the headers of an object.',
  actions: ['s3:GetObject'],
  check: checkRead,
  authorize: (input, caller, reads) => [objectPermission('s3:GetObject', input, { caller, reads })],
  handle(input, caller, { state, region, ask }) {
    bucketInRegion(state, input, region)
    return describeRead(readAt(state, input, { caller, ask }), input).output
  },
})
