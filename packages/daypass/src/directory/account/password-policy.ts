import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** What an account asks of the passwords of its users. An account without one has AWS's default policy. */
export interface PasswordPolicyRecord {
  readonly account: string
  /** Characters, 6 to 128. */
  readonly minimumLength: number
  readonly requiresSymbols: boolean
  readonly requiresNumbers: boolean
  readonly requiresUppercase: boolean
  readonly requiresLowercase: boolean
  /** Users may change their own password, whatever their policies leave out. */
  readonly letsUsersChangeTheirs: boolean
  /** Days, 1 to 1095; passwords do not expire where it is absent. */
  readonly maxAge?: number | undefined
  /** How many of a user's passwords, the last ones, may not come again, 1 to 24; any may where it is absent. */
  readonly reusePrevention?: number | undefined
  /** Only an administrator can replace a password that has expired. */
  readonly hardExpiry?: boolean | undefined
}

/** Password policies by account. */
export const passwordPolicyKeys = defineKeys('password-policy/<account>', {
  record: 'what the account asks of the passwords of its users',
  lifetime: 'until deleted',
})

/** The password policies of all accounts. */
export const passwordPolicies = defineRecords<PasswordPolicyRecord, [account: string]>({
  keys: passwordPolicyKeys,
  at: ({ account }) => [account],
})
