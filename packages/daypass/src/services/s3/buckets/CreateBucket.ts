import { requestTags } from '../../../access/request-tags.js'
import { bucketArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { HOME_REGION } from '../../../core/region.js'
import { unusableIn } from '../../../credentials/region-gate.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { putBucketTags } from '../../../directory/s3/bucket-tags.js'
import { bucketPublicAccess, EVERYTHING_BLOCKED } from '../../../directory/s3/public-access.js'
import { hasUploads } from '../../../directory/s3/upload.js'
import type { CreateBucketRequest } from '../../../wire/generated/s3.js'
import { loadModel } from '../../../wire/model.js'
import { S3Error } from '../error.js'
import { refuseBucketAcl, refuseUnbuilt } from '../errors.js'
import { operation } from '../s3.js'
import { NEW_BUCKET_TAGS, readTags } from '../tags/tag-set.js'
import { bucketLocation, incompatibleLocation, namesOf } from './bucket-location.js'
import { isBucketName } from './bucket-name.js'

/**
 * Creates a bucket of the caller's account (S3 API reference, CreateBucket), with all four settings of Block Public Access on. If its owner creates it again in us-east-1, it stays as it is and the
 * request succeeds: some clients do so before each upload.
 */
export const CreateBucket = operation('CreateBucket', {
  summary: 'Makes a bucket.',
  actions: ['s3:CreateBucket', 's3:PutBucketAcl', 's3:PutBucketOwnershipControls', 's3:TagResource'],
  check(input) {
    if (!isBucketName(input.Bucket)) {
      throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', { fields: { BucketName: input.Bucket } })
    }
    requireOwnership(input.ObjectOwnership)
    const { Location, Bucket } = input.CreateBucketConfiguration ?? {}
    refuseUnbuilt({
      'x-amz-bucket-object-lock-enabled': input.ObjectLockEnabledForBucket,
      'x-amz-object-ownership': input.ObjectOwnership === 'BucketOwnerEnforced' ? undefined : input.ObjectOwnership,
      'x-amz-bucket-namespace': input.BucketNamespace === 'global' ? undefined : input.BucketNamespace,
      Location,
      Bucket,
    })
    refuseBucketAcl(input)
    tagsIn(input)
  },
  authorize: (input, caller) => actions(input).flatMap((action) => questions(action, input, caller.account)),
  handle(input, caller, { state, clock, region }) {
    if (caller.kind === 'anonymous') throw new S3Error('AccessDenied', 'Access Denied')
    const wanted = bucketLocation(input.CreateBucketConfiguration?.LocationConstraint, region)
    // At the global endpoint too, a bucket can only be created in a region where the caller's credentials are valid.
    if (unusableIn(wanted, caller, { state, operation: {} }) !== undefined) throw incompatibleLocation(wanted)
    const existing = buckets.get(state, input.Bucket)
    if (existing === undefined) {
      if (hasUploads(state, input.Bucket)) throw stillDeleting()
      bucketPublicAccess.put(state, { bucket: input.Bucket, ...EVERYTHING_BLOCKED })
      buckets.put(state, { name: input.Bucket, account: caller.account, region: wanted, createdAt: 1000 * Math.floor(clock.now() / 1000) })
      putBucketTags(state, { bucket: input.Bucket, tags: tagsIn(input) })
    } else if (existing.account !== caller.account) {
      throw buckets.exists(input.Bucket)
    } else if (existing.region !== HOME_REGION || wanted !== HOME_REGION || input.CreateBucketConfiguration?.Tags !== undefined) {
      throw alreadyYours(input.Bucket)
    }
    return { Location: `/${input.Bucket}` }
  },
})

/** Refuses an ownership that S3 does not have; the text as recorded on AWS. Those that daypass does not support are refused by name. */
function requireOwnership(asked: string | undefined): void {
  if (asked === undefined || loadModel('s3').shapes.get('ObjectOwnership')?.enum?.includes(asked) === true) return
  const fields = { ArgumentName: 'x-amz-object-ownership' }
  throw new S3Error('InvalidArgument', `Invalid x-amz-object-ownership header: ${asked}`, { fields })
}

const tagsIn = (input: CreateBucketRequest) => readTags(input.CreateBucketConfiguration?.Tags ?? [], NEW_BUCKET_TAGS)

/** An access control list or ownership setting requires its own permission, but `private` does not (S3 API reference, CreateBucket, "Permissions"). */
function actions(input: CreateBucketRequest): string[] {
  const actions = ['s3:CreateBucket']
  if (input.ACL !== undefined && input.ACL !== 'private') actions.push('s3:PutBucketAcl')
  if (input.ObjectOwnership !== undefined) actions.push('s3:PutBucketOwnershipControls')
  if (Object.keys(tagsIn(input)).length > 0) actions.push('s3:TagResource')
  return actions
}

// NOTE The account is the caller's, even if another account has a bucket of that name: the caller wants a bucket of its own.
const questions = (action: string, input: CreateBucketRequest, account: string): RequiredPermission[] =>
  namesOf(input.CreateBucketConfiguration?.LocationConstraint).map((location) => ({
    action,
    resource: bucketArn(input.Bucket),
    resourceAccount: account,
    context: {
      's3:LocationConstraint': location,
      's3:x-amz-acl': input.ACL,
      's3:x-amz-object-ownership': input.ObjectOwnership,
      's3:ResourceAccount': account,
      ...requestTags(input.CreateBucketConfiguration?.Tags),
    },
  }))

/** The uploads of a bucket that was deleted end one after another: they must not be those of its successor. */
const stillDeleting = (): WireError =>
  new S3Error('OperationAborted', 'A conflicting conditional operation is currently in progress against this resource. Please try again.')

function alreadyYours(bucket: string): WireError {
  const message = 'Your previous request to create the named bucket succeeded and you already own it.'
  return new S3Error('BucketAlreadyOwnedByYou', message, { fields: { BucketName: bucket } })
}
