import { absentSettingOperation, notSet } from './absent-setting.js'

/** No rules (S3 API reference, GetBucketLifecycleConfiguration). */
export const GetBucketLifecycleConfiguration = absentSettingOperation('GetBucketLifecycleConfiguration', {
  summary: 'Returns the lifecycle rules of a bucket, which has none.',
  action: 's3:GetLifecycleConfiguration',
  answer: notSet('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  unavailable: 'objects never expire here',
})
