import { absentSettingOperation } from './absent-setting.js'

/** The default (S3 API reference, GetBucketRequestPayment). */
export const GetBucketRequestPayment = absentSettingOperation('GetBucketRequestPayment', {
  summary: 'Tells who pays for requests: the owner of the bucket.',
  action: 's3:GetBucketRequestPayment',
  answer: { Payer: 'BucketOwner' },
})
