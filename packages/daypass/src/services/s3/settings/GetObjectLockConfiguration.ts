import { absentSettingOperation, notSet } from './absent-setting.js'

/** No object lock (S3 API reference, GetObjectLockConfiguration). */
export const GetObjectLockConfiguration = absentSettingOperation('GetObjectLockConfiguration', {
  summary: 'Returns the object lock of a bucket, which has none.',
  action: 's3:GetBucketObjectLockConfiguration',
  answer: notSet('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  unavailable: 'objects cannot be locked',
})
