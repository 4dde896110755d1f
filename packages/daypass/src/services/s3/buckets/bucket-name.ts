const shape = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** The last is ours: `s3.<region>` before a host is S3 itself, and a bucket of such a name would be taken for it. */
const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-', 's3.']
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']
/** Ours: without a signature, a request for a bucket of such a name is one for the server's health. */
const reserved = ['healthz', 'livez', 'readyz']

/** Whether a new bucket may have this name (S3 user guide, "General purpose bucket naming rules"). */
export function isBucketName(name: string): boolean {
  if (!shape.test(name) || reserved.includes(name) || name.includes('..') || address.test(name)) return false
  return !reservedStarts.some((start) => name.startsWith(start)) && !reservedEnds.some((end) => name.endsWith(end))
}
