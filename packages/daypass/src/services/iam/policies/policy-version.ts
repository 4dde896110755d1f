import type { PolicyRecord, PolicyVersion as VersionRecord } from '../../../directory/iam/policy.js'
import type { PolicyVersion } from '../../../wire/generated/iam.js'

/** A version as responses contain it, without its document. */
export const versionOutput = (policy: PolicyRecord, version: VersionRecord): PolicyVersion => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersion,
  CreateDate: new Date(version.createdAt),
})

/** Sorts versions newest first: counts down, with a fixed text length. */
export const newestFirst = ({ id }: { readonly id: string }): string => String(1_000_000_000 - Number(id.slice(1))).padStart(10, '0')
