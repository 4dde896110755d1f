import { bucketInRegion } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { checkRead, describeRead, readAt, readHeaders, readQuestions } from './read-object.js'

/** The headers of GetObject, without the body (S3 API reference, HeadObject). */
export const HeadObject = operation('HeadObject', {
  summary: 'Returns the headers of an object.',
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  check: checkRead,
  authorize: readQuestions,
  handle(input, caller, { state, region, ask }) {
    const bucket = bucketInRegion(state, input, region)
    const read = readAt(state, input, { caller, ask })
    return Object.assign(describeRead(read, input).output, readHeaders(bucket, read.object, { input, caller, ask, state }))
  },
})
