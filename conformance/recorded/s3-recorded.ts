// Owns: the errors that were recorded on S3, and those of them that daypass answers otherwise, each with its reason.
import { readFileSync } from 'node:fs'

/** A row of `vectors/recorded/s3.json`: a request, and how S3 refused it. */
export interface RecordedError {
  readonly source: string
  /** An operation, or the method of a request that was made without a client, which has no `params`. */
  readonly operation: string
  readonly params?: Readonly<Record<string, unknown>>
  /** Null where it was not recorded. */
  readonly status: number | null
  readonly code: string
  readonly message: string
  /** Further elements of the error. */
  readonly extra: Readonly<Record<string, string>>
}

const file = new URL('../../vectors/recorded/s3.json', import.meta.url)
export const RECORDED = (JSON.parse(readFileSync(file, 'utf8')) as { errors: readonly RecordedError[] }).errors

/** What is answered otherwise than it was recorded. */
interface Difference {
  readonly sources: RegExp
  /** The code of daypass. */
  readonly code: string
  readonly because: string
}

export const DIFFERENCES: readonly Difference[] = [
  {
    sources: /_acl_exceptions#put-(bucket|object)-(grant-acl-|acp-acl-[34])/,
    code: 'AccessControlListNotSupported',
    because: 'recorded in a bucket with access control lists; here they are always disabled, so that nobody reads what a grant says',
  },
  { sources: /#(put-object-.*retention|update-retention)/, code: 'NotImplemented', because: 'object lock is refused by name' },
  { sources: /#get-object-retention/, code: 'NotImplemented', because: 'object lock is refused by name' },
  { sources: /#delete-locked-2/, code: 'NotImplemented', because: 'object lock is refused by name: its bypass header' },
  { sources: /#(delete-obj-locked|delete-object-locked)/, code: 'no error', because: 'no object can be locked' },
  { sources: /#get-obj-no-sse-c/, code: 'no error', because: 'no object can have a customer key' },
  {
    sources: /#get-obj-(sse-c-(wrong-key|wrong-algo|no-md5)|attrs-sse-c-wrong-algo)$|#get-obj-sse-c-last-version-wrong-key/,
    code: 'InvalidRequest',
    because: 'no object has a customer key, so that none fits it',
  },
  { sources: /#head-obj-sse-c/, code: 'Unknown', because: 'the same for HEAD; an answer without a body has no code' },
  { sources: /#get-obj-sse-c-(wrong-key-size|bad-md5)/, code: 'NotImplemented', because: 'a put with a customer key is refused by name' },
  {
    sources: /#tags-key-aws-duplicated-key/,
    code: 'InvalidTag',
    because: 'S3 answers 500 to a tag that is there twice; daypass says what is wrong',
  },
  {
    sources: /_bad_headers\[s3-True\]/,
    code: 'NotImplemented',
    because: 'chunks are never signed with version 2: the header is refused before the signature is verified',
  },
  {
    sources: /_bad_headers\[s3v4-True\]/,
    code: 'AccessDenied',
    because: 'x-amz-content-sha256 says how the body is verified, and must be signed too: it is among HeadersNotSigned',
  },
  {
    sources: /test_create_bucket_aws_global/,
    code: 'NoSuchBucket',
    because: 'an address that names no region is the global one, where clients may sign for aws-global',
  },
]

export const differenceOf = ({ source }: RecordedError): Difference | undefined => DIFFERENCES.find(({ sources }) => sources.test(source))
