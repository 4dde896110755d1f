/** Hosts that S3 buckets stand before: `bucket.localhost`, `bucket.s3.localhost`, and so for AWS's own names when DNS points at us. */
const HOST_STYLE = /^([a-z0-9][a-z0-9.-]{1,61}?[a-z0-9])\.(?:s3(?:[.-][a-z0-9-]+)?\.)?(?:localhost|amazonaws\.com)(?::\d+)?$/
/** `s3.localhost` and `s3.us-east-1.amazonaws.com` are S3 itself; no bucket here is called so. Every other label is a bucket to S3, and nothing to the other services. */
const S3_ITSELF = /^s3(?:\.|$)/

/** The bucket that a Host header names (`bucket.localhost:4566`): everything asked of such a host is asked of S3. Undefined when it names none. */
export function bucketOf(host: string | undefined): string | undefined {
  const bucket = host === undefined ? undefined : HOST_STYLE.exec(host)?.[1]
  return bucket === undefined || S3_ITSELF.test(bucket) ? undefined : bucket
}
