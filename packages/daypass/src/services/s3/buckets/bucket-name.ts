// buckets: creating, finding, listing and deleting buckets, and their names and regions. Refuses names that AWS would refuse, settings that are not
// supported, and regions that the caller may not use. Leaves the objects in a bucket to objects and listing.

const shape = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** The last one is daypass's own: a host that begins with `s3.<region>` is S3 itself, and a bucket of that name would be mistaken for it. */
const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-', 's3.']
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']
/** daypass's own: an unsigned request for a bucket of that name would be a health check of the server. */
const reserved = ['healthz', 'livez', 'readyz']

/** Whether a new bucket may have this name (S3 user guide, "General purpose bucket naming rules"). */
export function isBucketName(name: string): boolean {
  if (!shape.test(name) || reserved.includes(name) || name.includes('..') || address.test(name)) return false
  return !reservedStarts.some((start) => name.startsWith(start)) && !reservedEnds.some((end) => name.endsWith(end))
}
