import { isSameBody, openBody } from '../bodies/open-body.js'
import { S3Error } from '../error.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { shownVersionId } from '../versions/requested-version.js'
import { checkRead, describeRead, readAt, readQuestions } from './read-object.js'
import { requireStillAllowed } from './store-object.js'

const MAX_TRIES = 8

/** An object, or a part of it (S3 API reference, GetObject). The file of the body is open before the answer begins. */
export const GetObject = operation('GetObject', {
  summary: 'Returns an object or a range of it.',
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  check: checkRead,
  authorize: readQuestions,
  async handle(input, caller, { state, transact, files, region, ask }) {
    let bucket = bucketInRegion(state, input, region)
    let read = readAt(state, input, { caller, ask })
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const { output, part } = describeRead(read, input)
      const Body = await openBody({ files, transact }, read.body, { range: part })
      if (Body !== undefined) return { ...output, VersionId: shownVersionId(bucket, read.object), Body }
      // Since this revision was read, the object was replaced or deleted and its bytes removed: read the current record, and ask again.
      const gone = read.object
      const now = await transact((fresh) => {
        const same = sameBucket(fresh, bucket)
        requireStillAllowed(readQuestions(input, caller, { state: fresh }), { caller, ask: (question) => ask(question, fresh) })
        return { bucket: same, read: readAt(fresh, input, { caller, ask: (question) => ask(question, fresh) }) }
      })
      bucket = now.bucket
      read = now.read
      if (isSameBody(read.object, gone)) throw new Error('the file of an object is missing')
    }
    throw new S3Error('ServiceUnavailable', 'The object changed under the request too often. Please try again.')
  },
})
