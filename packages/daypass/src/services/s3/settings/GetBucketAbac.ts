import { absentSettingOperation } from './absent-setting.js'

/** Attribute-based access control is off, as it is by default (S3 API reference, GetBucketAbac). */
export const GetBucketAbac = absentSettingOperation('GetBucketAbac', {
  summary: 'Tells whether tags of the bucket decide requests, which they do not.',
  action: 's3:GetBucketAbac',
  answer: { AbacStatus: { Status: 'Disabled' } },
})
