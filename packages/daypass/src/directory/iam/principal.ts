import type { PolicyHolderRecord } from './policy-holder.js'

/** What users and roles share: they hold policies, act, and carry tags. */
export interface PrincipalRecord extends PolicyHolderRecord {
  readonly tags: Readonly<Record<string, string>>
}
