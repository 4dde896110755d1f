import type { RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { Reader } from '../../../directory/state.js'
import { S3Error } from '../error.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readableObject, readHeaders, readQuestions, type Telling } from './read-object.js'
import { requireStillAllowed } from './store-object.js'

const MAX_TRIES = 8

/** An object, or a part of it (S3 API reference, GetObject). The file of the body is open before the answer begins. */
export const GetObject = operation('GetObject', {
  summary: 'Returns an object or a range of it.',
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  check: checkRead,
  authorize: readQuestions,
  async handle(input, caller, { state, transact, files, region, ask }) {
    const bucket = bucketInRegion(state, input, region)
    let found = located(state, bucket, { input, caller, ask })
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const { object, headers } = found
      const { output, part } = describeRead(object, input)
      const Body = await files.read(object.file, part)
      if (Body !== undefined) return { ...output, ...headers, Body }
      // Since this revision was read, the object was replaced or deleted and its file removed: read the current record, and ask again.
      found = await transact((fresh) => {
        const asking = { input, caller, ask: (question: RequiredPermission) => ask(question, fresh) }
        const now = sameBucket(fresh, bucket)
        requireStillAllowed(readQuestions(input, caller, { state: fresh }), asking)
        return located(fresh, now, asking)
      })
      if (found.object.file === object.file) throw new Error('the file of an object is missing')
    }
    throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
  },
})

function located(state: Reader, bucket: BucketRecord, asking: Omit<Telling, 'state'>) {
  const object = readableObject(state, asking.input, asking)
  return { object, headers: readHeaders(bucket, object, { ...asking, state }) }
}
