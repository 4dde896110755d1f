import type { PolicyHolderRecord } from './policy-holder.js'

/** What users and roles share: they hold policies, act, and carry tags. */
export interface PrincipalRecord extends PolicyHolderRecord {
  readonly tags: Readonly<Record<string, string>>
  /**
   * Set on those that were imported: the revision of the store that was read then. A session issued up to it is of one that had this unique id before and
   * was deleted.
   */
  readonly importedAt?: number
}
