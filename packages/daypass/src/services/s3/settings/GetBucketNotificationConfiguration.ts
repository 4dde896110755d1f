import { absentSettingOperation } from './absent-setting.js'

/** Empty for a bucket without notifications (S3 API reference, GetBucketNotificationConfiguration). */
export const GetBucketNotificationConfiguration = absentSettingOperation('GetBucketNotificationConfiguration', {
  summary: 'Returns the notifications of a bucket, which has none.',
  action: 's3:GetBucketNotification',
  answer: {},
})
