import type { Caller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import { buckets } from '../../directory/s3/bucket.js'
import { MAX_PARTS } from '../../directory/s3/upload-part.js'
import { S3Error } from './error.js'

/** `NoSuchBucket`, 404. */
export const noSuchBucket = buckets.notFound

/** `NoSuchKey`, 404. */
export const noSuchKey = (key: string): WireError => new S3Error('NoSuchKey', 'The specified key does not exist.', { fields: { Key: key } })

/** `InvalidArgument`, 400; `name` is the argument as the wire spells it. */
export const invalidArgument = (message: string, name: string, value: string): WireError =>
  new S3Error('InvalidArgument', message, { fields: { ArgumentName: name, ArgumentValue: value } })

/** `InvalidArgument` unless it is the number of a part (text observed on AWS S3). */
export function requirePartNumber(number: number): void {
  if (number >= 1 && number <= MAX_PARTS) return
  throw invalidArgument(`Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, 'partNumber', String(number))
}

/** `AccessDenied` for callers who did not sign, whatever policies say, with S3's sentence (texts observed on AWS S3). */
export function requireSigned(caller: Caller, message: string): asserts caller is Exclude<Caller, { readonly kind: 'anonymous' }> {
  if (caller.kind === 'anonymous') throw new S3Error('AccessDenied', message)
}

/** `NoSuchUpload`, 404. */
export const noSuchUpload = (id: string): WireError =>
  new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { fields: { UploadId: id } },
  )

/** `MalformedXML`, 400. */
export const malformedXml = (): WireError =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')

/** A browser's form lacks a field, or has it after the file (recorded on S3). */
export const missingField = (name: string): WireError =>
  new S3Error(
    'InvalidArgument',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    {
      fields: { ArgumentName: name, ArgumentValue: '' },
    },
  )

/**
 * `NotImplemented`, 501, for what daypass does not support: refused, never ignored. `what` is the header or element as the wire spells it; S3's sentence does
 * not say it, so `x-daypass-reason` does.
 */
export function notImplemented(what: string): WireError {
  const reason = `${what} is not supported by this version of daypass`
  return new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
    fields: { Header: what },
    reason,
    explanation: `${reason}.`,
  })
}

/** Refuses the first of these that the request has (`false` and empty lists do not count). Keys are the names on the wire. */
export function refuseUnbuilt(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue
    throw notImplemented(name)
  }
}

/** The parameters of a request about access control lists. */
export interface AclRequest {
  readonly ACL?: string | undefined
  readonly GrantFullControl?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWrite?: string | undefined
  readonly GrantWriteACP?: string | undefined
}

const CANNED: readonly string[] = [
  ...['private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read', 'bucket-owner-read'],
  ...['bucket-owner-full-control', 'log-delivery-write'],
]

/** Refuses a canned list that S3 does not have, without a text, as recorded on AWS. */
export function requireCannedAcl(name: string | undefined): void {
  if (name !== undefined && !CANNED.includes(name)) throw invalidArgument('', 'x-amz-acl', name)
}

/**
 * Access control lists are disabled for every bucket (BucketOwnerEnforced): only the two canned ones that change nothing are accepted
 * (S3 user guide, "Controlling ownership of objects and disabling ACLs").
 */
export function refuseAcl(input: AclRequest): void {
  requireCannedAcl(input.ACL)
  if (asksForAcl(input)) throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs')
}

/** The same for a new bucket, with the text of S3 for it. */
export function refuseBucketAcl(input: AclRequest): void {
  if (!asksForAcl(input)) return
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
  throw new S3Error('InvalidBucketAclWithObjectOwnership', message)
}

function asksForAcl(input: AclRequest): boolean {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = input
  const granted = [GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP].some((grant) => grant !== undefined)
  return granted || (ACL !== undefined && ACL !== 'private' && ACL !== 'bucket-owner-full-control')
}
