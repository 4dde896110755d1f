/**
 * last-use: how the last uses of keys, users and roles are shown. Refuses to show those of other accounts.
 * Leaves noting and keeping them to directory.
 */
import type { RoleRecord } from '../../../directory/iam/role.js'
import type { RoleLastUsed } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'

/** Where AWS shows the service and the region of a key that was never used (IAM API reference, AccessKeyLastUsed). */
export const NEVER_USED = 'N/A'

/** When a role was last used, in the last 400 days; empty if it was not (IAM API reference, RoleLastUsed). */
export function roleLastUsed({ id }: RoleRecord, { state, lastUse, clock }: IamDeps): RoleLastUsed {
  const use = lastUse.ofAnyService(state, id, clock.now())
  return use === undefined ? {} : { LastUsedDate: new Date(use.at), Region: use.region }
}
