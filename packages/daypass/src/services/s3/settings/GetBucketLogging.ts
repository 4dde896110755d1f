import { absentSettingOperation } from './absent-setting.js'

/** Empty for a bucket without access logs (S3 API reference, GetBucketLogging). */
export const GetBucketLogging = absentSettingOperation('GetBucketLogging', {
  summary: 'Returns the access logging of a bucket, which is never on.',
  action: 's3:GetBucketLogging',
  answer: {},
})
