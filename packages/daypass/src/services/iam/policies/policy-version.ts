import type { PolicyRecord, PolicyVersion as VersionRecord } from '../../../directory/iam/policy.js'
import type { PolicyVersion } from '../../../wire/generated/iam.js'

/** A version as responses contain it, without its document. */
export const versionOutput = (policy: PolicyRecord, version: VersionRecord): PolicyVersion => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersion,
  CreateDate: new Date(version.createdAt),
})
