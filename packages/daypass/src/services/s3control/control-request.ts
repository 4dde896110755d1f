import { isRegion } from '../../core/region.js'
import type { AddressedRequest } from '../../core/service.js'
import { hostName } from '../../core/text/host-name.js'

/** The API version, with which every path of S3 Control begins. */
const PREFIX = '/v20180820/'
/** AWS General Reference, "Amazon S3 endpoints and quotas", S3 Control: an account, then the name with FIPS and dual-stack, then the region. */
const HOST = /^(?:[a-z0-9-]+\.)?s3-control(?:-fips)?(?:\.dualstack)?\.([a-z0-9-]+)\.(?:amazonaws\.com|localhost)$/

/**
 * Whether a request signed for S3 is for S3 Control: by its host, or by the path of its API together with `x-amz-account-id`, which S3 does not have. The
 * header must be signed, as all of `x-amz-`, so that nobody else can turn a request for an object of a bucket `v20180820` into another.
 */
export function isForControl({ path, headers }: AddressedRequest): boolean {
  const region = HOST.exec(hostName(headers.host ?? '') ?? '')?.[1]
  if (region !== undefined && isRegion(region)) return true
  return path.startsWith(PREFIX) && headers['x-amz-account-id'] !== undefined
}
