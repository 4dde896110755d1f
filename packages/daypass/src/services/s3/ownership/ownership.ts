// ownership: who owns objects, and access control lists. Every bucket has BucketOwnerEnforced.
// Owns what is said about lists that are disabled, and which errors come before that. Refuses to keep a list.

import type { AccessControlPolicy, Grant, Owner } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { type AclRequest, requireCannedAcl } from '../errors.js'
import { ownerOf } from '../owner.js'

/** The access control list of everything in a bucket with BucketOwnerEnforced: its owner has full control (S3 User Guide, "Disabling ACLs"). */
export function ownersList(account: string): { Owner: Owner; Grants: Grant[] } {
  const Owner = ownerOf(account)
  return { Owner, Grants: [{ Grantee: { ...Owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] }
}

interface SentAcl extends AclRequest {
  readonly AccessControlPolicy?: AccessControlPolicy | undefined
}

const GRANTS = {
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWrite: 'x-amz-grant-write',
  GrantWriteACP: 'x-amz-grant-write-acp',
} as const

/** What S3 refuses in a request that puts an access control list, whatever the ownership is (observed on AWS S3 in 2026). */
export function checkAcl(input: SentAcl): void {
  const { ACL, AccessControlPolicy: list } = input
  const granted = Object.keys(GRANTS).some((name) => input[name as keyof typeof GRANTS] !== undefined)
  if (ACL === undefined && !granted && list === undefined) {
    const fields = { MissingHeaderName: 'x-amz-acl' }
    throw new S3Error('MissingSecurityHeader', 'Your request was missing a required header', { fields })
  }
  if (ACL !== undefined && granted) {
    throw new S3Error('InvalidRequest', 'Specifying both Canned ACLs and Header Grants is not allowed')
  }
  if (list !== undefined && (ACL !== undefined || granted)) {
    throw new S3Error('UnexpectedContent', 'This request does not support content')
  }
  requireCannedAcl(ACL)
  if (list !== undefined && (list.Owner === undefined || list.Grants === undefined)) throw malformedAcl()
}

const malformedAcl = () =>
  new S3Error('MalformedACLError', 'The XML you provided was not well-formed or did not validate against our published schema')

/** The error for every access control list that would have to be kept: lists are disabled (S3 User Guide, "Disabling ACLs"). */
export const notSupported = () => new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs')

/**
 * Whether a list of an object says what holds anyway: that the bucket's owner has full control. S3 accepts these, and nothing changes (S3 User Guide,
 * "Controlling ownership of objects and disabling ACLs").
 */
export function isOwnersOnly({ ACL, AccessControlPolicy: list }: SentAcl, account: string): boolean {
  if (list === undefined) return ACL === 'bucket-owner-full-control'
  const { ID } = ownerOf(account)
  const { Owner, Grants = [] } = list
  const isOwners = ({ Grantee, Permission }: Grant) =>
    Grantee?.Type === 'CanonicalUser' && Grantee.ID === ID && Permission === 'FULL_CONTROL'
  return Owner?.ID === ID && Grants.length > 0 && Grants.every(isOwners)
}
