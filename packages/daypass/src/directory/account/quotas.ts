import type { Records } from '../records.js'
import type { Reader } from '../state.js'
import { groups } from '../iam/group.js'
import { instanceProfiles } from '../iam/instance-profile.js'
import { policies } from '../iam/policy.js'
import { roles } from '../iam/role.js'
import { users } from '../iam/user.js'
import { organizationMembers } from '../organizations/organization-member.js'

/**
 * What an account may have, at most, by the names in AWS's errors: AWS's defaults (IAM user guide, "IAM and AWS STS quotas"). And what an organization
 * may have, whose accounts are counted by its id (Organizations user guide, "Quotas and service limits").
 */
export const ACCOUNT_QUOTAS = {
  AccountsPerOrganization: 10,
  GroupsPerAccount: 300,
  InstanceProfilesPerAccount: 1_000,
  PoliciesPerAccount: 1_500,
  RolesPerAccount: 1_000,
  UsersPerAccount: 5_000,
} as const
export type AccountQuota = keyof typeof ACCOUNT_QUOTAS

const COUNTED: Readonly<Record<AccountQuota, Pick<Records<never, never>, 'count'>>> = {
  AccountsPerOrganization: organizationMembers,
  GroupsPerAccount: groups,
  InstanceProfilesPerAccount: instanceProfiles,
  PoliciesPerAccount: policies,
  RolesPerAccount: roles,
  UsersPerAccount: users,
}

/** Requests that may be about to commit when one is counted, at most; generous. */
const IN_FLIGHT = 256
/** Counts that are remembered: each takes some 200 bytes. */
const MOST_COUNTS = 10_000

/**
 * The quotas of accounts. An account is counted only where it could be full: no request makes two of a kind, so that it has grown by at most one with
 * every commit since it was last counted. Near its quota it is counted for every request, and then two requests cannot both take the last place.
 */
export class AccountQuotas {
  /** By name; AWS's defaults where they are not changed. */
  readonly limits: Readonly<Record<AccountQuota, number>>
  readonly #counted = new Map<string, { readonly count: number; readonly revision: number }>()

  constructor(changed: Partial<Record<AccountQuota, number>> = {}) {
    this.limits = { ...ACCOUNT_QUOTAS, ...changed }
  }

  /** Whether the account has as many as it may have, before the caller puts another. */
  isFull(state: Reader, account: string, quota: AccountQuota): boolean {
    const most = this.limits[quota]
    const key = `${account}/${quota}`
    const known = this.#counted.get(key)
    if (known !== undefined && known.count + Math.abs(state.revision - known.revision) + IN_FLIGHT < most) return false
    const count = COUNTED[quota].count(state, account, most)
    if (this.#counted.size >= MOST_COUNTS) this.#counted.clear()
    this.#counted.set(key, { count, revision: state.revision })
    return count >= most
  }
}
