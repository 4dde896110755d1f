import type { WireError } from '../../../core/error.js'
import { accounts } from '../../../directory/account/account.js'
import { type PasswordPolicyRecord, passwordPolicies } from '../../../directory/account/password-policy.js'
import type { Reader } from '../../../directory/state.js'
import type { PasswordPolicy } from '../../../wire/generated/iam.js'
import { IamError } from '../error.js'
import { noSuchEntity } from '../errors.js'

/** The account's password policy. Throws `NoSuchEntity` where it has set none. */
export function requirePasswordPolicy(state: Reader, account: string): PasswordPolicyRecord {
  const policy = passwordPolicies.get(state, account)
  if (policy === undefined) throw noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`)
  return policy
}

/** A password policy as responses carry it. */
export const passwordPolicyOutput = (policy: PasswordPolicyRecord): PasswordPolicy => ({
  MinimumPasswordLength: policy.minimumLength,
  RequireSymbols: policy.requiresSymbols,
  RequireNumbers: policy.requiresNumbers,
  RequireUppercaseCharacters: policy.requiresUppercase,
  RequireLowercaseCharacters: policy.requiresLowercase,
  AllowUsersToChangePassword: policy.letsUsersChangeTheirs,
  ExpirePasswords: policy.maxAge !== undefined,
  MaxPasswordAge: policy.maxAge,
  PasswordReusePrevention: policy.reusePrevention,
  HardExpiry: policy.hardExpiry,
})

/** Kinds of characters, and what a policy calls them (IAM user guide, "Setting an account password policy for IAM users"). */
const KINDS = [
  { has: /[A-Z]/, called: 'uppercase letter', rule: 'requiresUppercase' },
  { has: /[a-z]/, called: 'lowercase letter', rule: 'requiresLowercase' },
  { has: /[0-9]/, called: 'number', rule: 'requiresNumbers' },
  { has: /[!@#$%^&*()_+\-=[\]{}|']/, called: 'symbol', rule: 'requiresSymbols' },
] as const

/** AWS's policy for an account that has set none. */
const DEFAULT = { minimumLength: 8, kinds: 3 }

const violation = (text: string): WireError => new IamError('PasswordPolicyViolation', text)

/** `PasswordPolicyViolation` of a policy that the account has set: AWS does not say which of its rules. */
export const notConforming = (): WireError => violation('Password does not conform to the account password policy.')

/** Refuses a password that the account's policy, or AWS's default one, does not allow. */
export function requireConforming(password: string, account: string, state: Reader): void {
  const policy = passwordPolicies.get(state, account)
  if (policy === undefined) {
    requireDefault(password, accounts.get(state, account)?.name)
    return
  }
  const lacksKind = KINDS.some(({ has, rule }) => policy[rule] && !has.test(password))
  if (lacksKind || password.length < policy.minimumLength) throw notConforming()
}

function requireDefault(password: string, accountName: string | undefined): void {
  if (password.length < DEFAULT.minimumLength) throw violation(`Password should have a minimum length of ${DEFAULT.minimumLength}`)
  const lacking = KINDS.filter(({ has }) => !has.test(password))
  const more = DEFAULT.kinds - (KINDS.length - lacking.length)
  const wishes = lacking.map(({ called }) => `Password should have at least one ${called}`)
  if (more > 0) throw violation(`Password should meet ${more} more of the following requirements: ${wishes.join(', ')}`)
  // The text is ours.
  if (password === accountName) throw violation('Password should not be the name of the account')
}
