import { type Refused, refused } from '../problem.js'
import { formDecode } from '../read-form.js'

/** Bucket and key of a path-style path, decoded once; neither for `/`. */
export type PathResult = { readonly ok: true; readonly bucket: string | undefined; readonly key: string | undefined } | Refused

/** Bucket and key, with the label names of S3's paths. */
export function addressLabels({ bucket, key }: { bucket: string | undefined; key: string | undefined }): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  if (bucket !== undefined) labels.set('Bucket', bucket)
  if (key !== undefined) labels.set('Key', key)
  return labels
}

/** The maximum length of a key, in bytes of UTF-8 (S3 user guide, Naming objects). */
export const maxKeyBytes = 1024

// Only visible ASCII is allowed in a request target (RFC 9112 section 3.2). The second pattern has all characters that S3 buckets ever had, so that
// no name can be a path.
const target = /^\/[\x21-\x7e]*$/
const bucketName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/

/**
 * Splits `/bucket/key`. The key is decoded exactly once and otherwise kept unchanged: `../x`, `a//b` and a trailing slash are names. A bare `+` is a
 * space (seen on S3: it signs `/lib++docs` as `/lib%20%20docs`); a plus is `%2B`, as every SDK sends it. Problems: InvalidURI (a bad escape, bytes
 * that are not UTF-8), InvalidBucketName, KeyTooLongError, InvalidArgument (a key with a NUL, which neither XML nor file systems can represent;
 * daypass's own rule).
 */
export function splitPath(path: string): PathResult {
  if (!target.test(path)) return invalidUri()
  const slash = path.indexOf('/', 1)
  const bucket = formDecode(slash < 0 ? path.slice(1) : path.slice(1, slash))
  const key = slash < 0 ? '' : formDecode(path.slice(slash + 1))
  if (bucket === undefined || key === undefined) return invalidUri()
  if (path === '/') return { ok: true, bucket: undefined, key: undefined }
  if (!bucketName.test(bucket))
    return refused('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket.slice(0, 255) })
  if (key === '') return { ok: true, bucket, key: undefined }
  return keyProblem(key) ?? { ok: true, bucket, key }
}

function invalidUri(): Refused {
  return refused('InvalidURI', "Couldn't parse the specified URI.")
}

/** The problem with a decoded key; undefined if it can be one. */
export function keyProblem(key: string): Refused | undefined {
  const size = Buffer.byteLength(key)
  if (size > maxKeyBytes) {
    return refused('KeyTooLongError', 'Your key is too long', { Size: String(size), MaxSizeAllowed: String(maxKeyBytes) })
  }
  return key.includes('\0') ? refused('InvalidArgument', 'Object key must not contain a NUL character') : undefined
}
