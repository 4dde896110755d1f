// public-access: Block Public Access of a bucket.
// Owns what a request may say about it. Refuses to enforce it: PutBucketPolicy does that for new policies, and access for every request.

import { type BucketPublicAccessRecord, EVERYTHING_BLOCKED, type PublicAccessBlock } from '../../../directory/s3/public-access.js'
import { S3Error } from '../error.js'

const NAMES = Object.keys(EVERYTHING_BLOCKED) as (keyof PublicAccessBlock)[]

/** The settings of a request. Those that it leaves out are off (S3 API reference, PublicAccessBlockConfiguration); one must be there. */
export function settingsOf(sent: { readonly [Name in keyof PublicAccessBlock]?: boolean | undefined }): PublicAccessBlock {
  if (NAMES.every((name) => sent[name] === undefined)) throw new S3Error('InvalidRequest', 'Must specify at least one configuration.')
  return {
    BlockPublicAcls: sent.BlockPublicAcls === true,
    IgnorePublicAcls: sent.IgnorePublicAcls === true,
    BlockPublicPolicy: sent.BlockPublicPolicy === true,
    RestrictPublicBuckets: sent.RestrictPublicBuckets === true,
  }
}

/** The settings alone, as they are returned. */
export const shownSettings = ({ bucket: _, ...settings }: BucketPublicAccessRecord): PublicAccessBlock => settings
