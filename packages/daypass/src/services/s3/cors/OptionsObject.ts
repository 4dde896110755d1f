import { unsigned } from '../../../core/operation.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { S3Error } from '../error.js'
import { operation } from '../s3.js'
import { headersOfRule, readHeaderNames, ruleFor } from './cors-rules.js'

const NOT_ALLOWED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."

/**
 * Answers the preflight request of a browser: from the bucket's rules alone, whoever asks (S3 API reference, OPTIONS object). Texts recorded on S3,
 * its spelling included; the one for a method that is missing is as S3's users report it.
 */
export const OptionsObject = operation('OptionsObject', {
  summary: 'Answers whether a page of another origin may use a bucket.',
  authorize: unsigned('a browser sends no signature with a preflight request, and learns only what the CORS rules say'),
  handle({ bucket, isObject, origin, method, headers }, _caller, { state }) {
    if (origin === undefined || origin === '') throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.')
    const refusal = (message: string, ResourceType: string) =>
      new S3Error('AccessForbidden', message, { fields: { Method: method ?? 'OPTIONS', ResourceType } })
    if (bucket === undefined || buckets.get(state, bucket) === undefined) throw refusal('CORSResponse: Bucket not found', 'BUCKET')
    const rules = bucketCors.of(state, bucket)
    if (rules === undefined) throw refusal('CORSResponse: CORS is not enabled for this bucket.', 'BUCKET')
    if (method === undefined) throw new S3Error('BadRequest', 'Invalid Access-Control-Request-Method: null')
    const names = readHeaderNames(headers)
    const asked = { origin, method, headers: names ?? [] }
    const rule = names && ruleFor(rules, asked)
    if (rule === undefined) throw refusal(NOT_ALLOWED, isObject ? 'OBJECT' : 'BUCKET')
    return { status: 200, headers: headersOfRule(rule, asked), body: '' }
  },
})
