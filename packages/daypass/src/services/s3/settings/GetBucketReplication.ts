import { absentSettingOperation, notSet } from './absent-setting.js'

/** No rules (S3 API reference, GetBucketReplication). */
export const GetBucketReplication = absentSettingOperation('GetBucketReplication', {
  summary: 'Returns the replication rules of a bucket, which has none.',
  action: 's3:GetReplicationConfiguration',
  answer: notSet('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  unavailable: 'nothing is replicated',
})
