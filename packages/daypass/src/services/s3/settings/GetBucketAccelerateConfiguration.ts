import { absentSettingOperation } from './absent-setting.js'

/** Empty for a bucket that was never set (S3 API reference, GetBucketAccelerateConfiguration). */
export const GetBucketAccelerateConfiguration = absentSettingOperation('GetBucketAccelerateConfiguration', {
  summary: 'Returns the transfer acceleration of a bucket, which is never set.',
  action: 's3:GetAccelerateConfiguration',
  answer: {},
})
