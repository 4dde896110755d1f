import { WireError } from './error.js'

/** Query names that carry the signature itself, in lower case (Signature Version 4, "Authenticating requests: using query parameters"). */
const SIGNATURE_PARAMETERS: ReadonlySet<string> = new Set(
  ['algorithm', 'credential', 'date', 'expires', 'signedheaders', 'signature', 'security-token'].map((name) => `x-amz-${name}`),
)
/** Headers that frame a chunked body: clients do not presign them, and two sources for them would allow two readings of one body. */
const NEVER: ReadonlySet<string> = new Set(['x-amz-trailer', 'x-amz-decoded-content-length'])
/**
 * The checksums of no bytes. The SDK for JavaScript puts one of them into every URL for a put, because it presigns before there is a body, and S3 ignores
 * checksums in a query (S3 user guide, "Download and upload objects with presigned URLs"; seen by its users: aws-sdk-go-v2 issue 2610, localstack pull
 * request 12164). To ignore only these is daypass's own rule: who signs for other bytes means it.
 */
const OF_NOTHING: ReadonlyMap<string, string> = new Map([
  ['x-amz-checksum-crc32', 'AAAAAA=='],
  ['x-amz-checksum-crc32c', 'AAAAAA=='],
  ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA='],
  ['x-amz-checksum-sha1', '2jmj7l5rSw0yVb/vlWAYkK/YBwk='],
  ['x-amz-checksum-sha256', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
])
/** Names the algorithm of such a checksum, and is ignored with it. */
const ALGORITHM = 'x-amz-sdk-checksum-algorithm'
const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Metadata is any text: an answer returns it as encoded words (observed on S3: a presigned `“` came back as `=E2=80=9C`). */
const METADATA_VALUE = /^[\t\x20-\x7e\x80-\uffff]*$/

/** The parsed query. */
type Query = ReadonlyMap<string, string>

/** Errors of S3, whose clients presign. */
const HeaderError = WireError<'InvalidArgument' | 'MetadataTooLarge'>

const invalid = (name: string, why: string): WireError =>
  new HeaderError('InvalidArgument', `${name} ${why}`, { fields: { ArgumentName: name } })

/**
 * Presigners move `x-amz-*` headers into the query; there they mean the same as the header, for all code that reads headers. A name or value that is
 * invalid in a header is rejected, and so is a header that differs from its parameter. A checksum of no bytes is left out.
 */
export function hoistedHeaders(query: Query, headers: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const hoisted: Record<string, string> = {}
  let isOfNothing = false
  for (const [given, value] of query) {
    const name = given.toLowerCase()
    if (!name.startsWith('x-amz-') || SIGNATURE_PARAMETERS.has(name)) continue
    if (OF_NOTHING.get(name) === value) {
      isOfNothing = true
      continue
    }
    if (NEVER.has(name) || !TOKEN.test(name) || !allowedIn(name).test(value)) throw invalid(name, 'cannot be given in the query.')
    if ((headers[name] ?? hoisted[name] ?? value) !== value) throw invalid(name, 'is given twice.')
    hoisted[name] = value
  }
  if (!isOfNothing) return hoisted
  const { [ALGORITHM]: _, ...others } = hoisted
  return others
}

const allowedIn = (name: string): RegExp => (name.startsWith(METADATA) ? METADATA_VALUE : VALUE)

/** Bytes of all names and values together (S3 user guide, "User-defined object metadata"). */
const MAX_METADATA = 2_048
const METADATA = 'x-amz-meta-'

/** Rejects user metadata of more bytes than S3 keeps. */
export function requireMetadataSize(size: number): void {
  if (size <= MAX_METADATA) return
  const fields = { Size: String(size), MaxSizeAllowed: String(MAX_METADATA) }
  throw new HeaderError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', { fields })
}

/**
 * Rejects a query with more user metadata than S3 keeps, for every operation and before authentication. That it is checked first is daypass's own
 * rule.
 */
export function requireSmallMetadata(query: Query): void {
  let size = 0
  for (const [name, value] of query)
    if (name.length >= METADATA.length && name.slice(0, METADATA.length).toLowerCase() === METADATA)
      size += Buffer.byteLength(name) - METADATA.length + Buffer.byteLength(value)
  requireMetadataSize(size)
}
