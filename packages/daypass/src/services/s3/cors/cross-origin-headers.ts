import type { OriginRequest } from '../../../core/service.js'
import { bucketCors } from '../../../directory/s3/bucket-cors.js'
import { splitPath } from '../../../wire/rest-xml/split-path.js'
import type { S3Reads } from '../s3.js'
import { headersOfRule, ruleFor } from './cors-rules.js'

/**
 * The headers with which an answer, also an error, tells a browser that a page of another origin may read it; none where no rule of the bucket allows
 * the page (S3 user guide, "Using cross-origin resource sharing"). The bucket is read from the address alone: an error can come before anything else is
 * known.
 */
export function crossOriginHeaders(request: OriginRequest, { state }: S3Reads): Readonly<Record<string, string>> {
  const { origin } = request.headers
  if (origin === undefined || request.hostProblem !== undefined) return {}
  const address = splitPath(request.hostBucket === undefined ? request.path : `/${request.hostBucket}${request.path}`)
  if (!address.ok || address.bucket === undefined) return {}
  const asked = { origin, method: request.method, headers: [] }
  const rule = ruleFor(bucketCors.of(state, address.bucket) ?? [], asked)
  return rule === undefined ? {} : headersOfRule(rule, asked)
}
