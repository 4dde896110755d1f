import { absentSettingOperation, notSet } from './absent-setting.js'

/** No website (S3 API reference, GetBucketWebsite). */
export const GetBucketWebsite = absentSettingOperation('GetBucketWebsite', {
  summary: 'Returns the website of a bucket, which has none.',
  action: 's3:GetBucketWebsite',
  answer: notSet('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  unavailable: 'buckets are not served as websites',
})
