// settings: what buckets are set to besides versions and tags. Owns encryption; of all other settings, which no bucket here can have, it answers what AWS
// answers of a bucket that has none, because clients read them all the time. Refuses to store them: their operations are refused by name.

import type { WireError } from '../../../core/error.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import type { S3ErrorCode, S3Operations } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { bucketInRegion } from '../existing-bucket.js'
import { bucketPermission } from '../permissions.js'
import { operation } from '../s3.js'

/** The operations that read a setting which no bucket can have. */
type AbsentSetting =
  | 'GetBucketAbac'
  | 'GetBucketAccelerateConfiguration'
  | 'GetBucketLifecycleConfiguration'
  | 'GetBucketLogging'
  | 'GetBucketNotificationConfiguration'
  | 'GetBucketReplication'
  | 'GetBucketRequestPayment'
  | 'GetBucketWebsite'
  | 'GetObjectLockConfiguration'

/** How such an operation reads: its row in the support table, its action on the bucket, and AWS's answer where nothing is set. */
interface Absent<Output> {
  readonly summary: string
  readonly action: string
  readonly answer: Output | ((bucket: BucketRecord) => WireError)
  /** Why no bucket has the setting, where every call is an error. */
  readonly unavailable?: string
}

/** Declares an operation that reads a setting which no bucket can have. */
export function absentSettingOperation<Name extends AbsentSetting>(name: Name, absent: Absent<S3Operations[Name]['output']>) {
  const { summary, action, answer, unavailable } = absent
  return operation<AbsentSetting>(name, {
    summary,
    actions: [action],
    ...(unavailable !== undefined && { unavailable }),
    authorize: (input, caller, reads) => [bucketPermission(action, input, { caller, reads })],
    handle(input, _caller, { state, region }) {
      const bucket = bucketInRegion(state, input, region)
      if (typeof answer === 'function') throw answer(bucket)
      return answer
    },
  })
}

/** The error of S3 for a setting that a bucket does not have. */
export const notSet =
  (code: S3ErrorCode, message: string) =>
  ({ name }: BucketRecord): WireError =>
    new S3Error(code, message, { fields: { BucketName: name } })
