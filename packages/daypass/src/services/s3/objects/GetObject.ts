import { S3Error } from '../error.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectPermission } from '../permissions.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readableObject } from './read-object.js'

const MAX_TRIES = 8

/** An object, or a part of it (S3 API reference, GetObject). The file of the body is open before the answer begins. */
export const GetObject = operation('GetObject', {
  summary: 'Returns an object or a range of it.',
  actions: ['s3:GetObject'],
  check: checkRead,
  authorize: (input, caller, reads) => [objectPermission('s3:GetObject', input, { caller, reads })],
  async handle(input, caller, { state, transact, files, region, ask }) {
    const bucket = bucketInRegion(state, input, region)
    let object = readableObject(state, input, { caller, ask })
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const { output, part } = describeRead(object, input)
      const Body = await files.read(object, part, tries === 1 ? state : undefined)
      if (Body !== undefined) return { ...output, Body }
      // Since this revision was read, the object was replaced or deleted and its file removed: read the current record.
      const { file } = object
      object = await transact((fresh) => {
        sameBucket(fresh, bucket)
        return readableObject(fresh, input, { caller, ask })
      })
      if (object.file === file) throw new Error('the file of an object is missing')
    }
    throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
  },
})
