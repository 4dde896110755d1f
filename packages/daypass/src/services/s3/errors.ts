import type { WireError } from '../../core/error.js'
import { buckets } from '../../directory/s3/bucket.js'
import { S3Error } from './error.js'

/** `NoSuchBucket`, 404. */
export const noSuchBucket = buckets.notFound

/** `NoSuchKey`, 404. */
export const noSuchKey = (key: string): WireError => new S3Error('NoSuchKey', 'The specified key does not exist.', { fields: { Key: key } })

/** `InvalidArgument`, 400; `name` is the argument as the wire spells it. */
export const invalidArgument = (message: string, name: string, value: string): WireError =>
  new S3Error('InvalidArgument', message, { fields: { ArgumentName: name, ArgumentValue: value } })

/** `MalformedXML`, 400, for a body that is not what its operation takes. */
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

/** `NotImplemented`, 501, for what daypass does not support: refused, never ignored. `what` is the header or element as the wire spells it. */
export const notImplemented = (what: string): WireError =>
  new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
    fields: { Header: what },
    reason: `${what} is not supported by this version of daypass`,
  })

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

/**
 * Access control lists are disabled for every bucket (BucketOwnerEnforced): only the two canned ones that change nothing are accepted
 * (S3 user guide, "Controlling ownership of objects and disabling ACLs").
 */
export function refuseAcl(input: AclRequest): void {
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
