import type { RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { Reader } from '../../../directory/state.js'
import { isSameBody, openBody } from '../bodies/open-body.js'
import { S3Error } from '../error.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readAt, readHeaders, readQuestions, type Telling } from './read-object.js'
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
      const { read, headers } = found
      const { output, part } = describeRead(read, input)
      const Body = await openBody({ files, transact }, read.body, { range: part, at: tries === 1 ? state : undefined })
      // To spread them into a new object takes as long as to decrypt a small one.
      if (Body !== undefined) return Object.assign(output, headers, { Body })
      // Since this revision was read, the object was replaced or deleted and its bytes removed: read the current record, and ask again.
      found = await transact((fresh) => {
        const asking = { input, caller, ask: (question: RequiredPermission) => ask(question, fresh) }
        const now = sameBucket(fresh, bucket)
        requireStillAllowed(readQuestions(input, caller, { state: fresh }), asking)
        return located(fresh, now, asking)
      })
      if (isSameBody(found.read.object, read.object)) throw new Error('the file of an object is missing')
    }
    throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
  },
})

function located(state: Reader, bucket: BucketRecord, asking: Omit<Telling, 'state'>) {
  const read = readAt(state, asking.input, asking)
  return { read, headers: readHeaders(bucket, read.object, { ...asking, state }) }
}
