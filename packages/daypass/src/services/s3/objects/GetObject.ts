import { isSameBody, openBody } from '../bodies/open-body.js'
import { S3Error } from '../error.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readAt } from './read-object.js'

const MAX_TRIES = 8

/** An object, or a part of it (S3 API reference, GetObject). The file of the body is open before the answer begins. */
export const GetObject = operation('GetObject', {
  summary: 'Returns an object or a range of it.',
  actions: ['s3:GetObject'],
  check: checkRead,
  authorize: (input, caller, reads) => [objectPermission('s3:GetObject', input, { caller, reads })],
  async handle(input, caller, { state, transact, files, region, ask }) {
    const bucket = bucketInRegion(state, input, region)
    let read = readAt(state, input, { caller, ask })
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const { output, part } = describeRead(read, input)
      const Body = await openBody({ files, transact }, read.body, { range: part })
      if (Body !== undefined) return { ...output, Body }
      // Since this revision was read, the object was replaced or deleted and its bytes removed: read the current record.
      const gone = read
      read = await transact((fresh) => {
        sameBucket(fresh, bucket)
        return readAt(fresh, input, { caller, ask })
      })
      if (isSameBody(read.object, gone.object)) throw new Error('the file of an object is missing')
    }
    throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
  },
})
