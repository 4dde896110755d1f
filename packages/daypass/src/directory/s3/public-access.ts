import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Reader } from '../state.js'

/** The settings of Block Public Access (S3 User Guide, "Blocking public access to your Amazon S3 storage"). */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

/** What a new bucket has (the same page: since April 2023). */
export const EVERYTHING_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** The settings of a bucket. A bucket without them, as those of earlier versions of daypass, blocks nothing by itself. */
export interface BucketPublicAccessRecord extends PublicAccessBlock {
  readonly bucket: string
}

/** The settings of an account, for all its buckets. */
export interface AccountPublicAccessRecord extends PublicAccessBlock {
  readonly account: string
}

/** Block Public Access of buckets. */
export const bucketPublicAccessKeys = defineKeys('bucket-public-access/<bucket>', {
  record: 'Block Public Access of a bucket',
  lifetime: "until deleted, at most its bucket's",
})

/** Block Public Access of accounts. */
export const accountPublicAccessKeys = defineKeys('account-public-access/<account>', {
  record: 'Block Public Access of all buckets of an account',
  lifetime: 'until deleted',
})

/** Block Public Access of all buckets. */
export const bucketPublicAccess = defineRecords<BucketPublicAccessRecord, [bucket: string]>({
  keys: bucketPublicAccessKeys,
  at: ({ bucket }) => [bucket],
})

/** Block Public Access of all accounts. */
export const accountPublicAccess = defineRecords<AccountPublicAccessRecord, [account: string]>({
  keys: accountPublicAccessKeys,
  at: ({ account }) => [account],
})

const NAMES = Object.keys(EVERYTHING_BLOCKED) as (keyof PublicAccessBlock)[]

/** The settings of a request: those that it leaves out are off (S3 API reference, PublicAccessBlockConfiguration). Undefined where it has none. */
export function settingsOf(sent: { readonly [Name in keyof PublicAccessBlock]?: boolean | undefined }): PublicAccessBlock | undefined {
  if (NAMES.every((name) => sent[name] === undefined)) return undefined
  return {
    BlockPublicAcls: sent.BlockPublicAcls === true,
    IgnorePublicAcls: sent.IgnorePublicAcls === true,
    BlockPublicPolicy: sent.BlockPublicPolicy === true,
    RestrictPublicBuckets: sent.RestrictPublicBuckets === true,
  }
}

/** The settings of a record alone, as they are returned. */
export const settingsAlone = (settings: PublicAccessBlock): PublicAccessBlock => ({
  BlockPublicAcls: settings.BlockPublicAcls,
  IgnorePublicAcls: settings.IgnorePublicAcls,
  BlockPublicPolicy: settings.BlockPublicPolicy,
  RestrictPublicBuckets: settings.RestrictPublicBuckets,
})

/** The setting that holds for a bucket: that of the bucket or of its account, whichever is stricter. */
export const isBlocked = (
  state: Reader,
  { bucket, account }: { readonly bucket: string; readonly account: string },
  setting: keyof PublicAccessBlock,
): boolean =>
  [bucketPublicAccess.get(state, bucket), accountPublicAccess.get(state, account)].some((settings) => settings?.[setting] === true)
