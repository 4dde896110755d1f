import type { Records } from '../records.js'
import type { Writer } from '../state.js'
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

/** Commits of other processes that may come between the revision that a request reads and its own commit: far more than in any load that we saw. */
const BETWEEN = 256

/** Accounts and quotas that are remembered, at most: each takes some 200 bytes, and those without pending requests can be counted again. */
const MOST_COUNTS = 10_000

/** A request that was let through, until it is known to be counted: `committed` is the revision of its commit. */
interface Admission {
  committed?: number
}

interface Count {
  count: number
  /** Of the count; before the first one everything is newer. */
  revision: number
  readonly admitted: Set<Admission>
}

/**
 * The quotas of accounts. An account is counted only where it could be full: what was let through since the last count is remembered, until it failed or
 * was counted, and another process adds at most one with every commit. Where those that were let through may fill it, nobody else is. A count is part of what
 * the commit expects, so of two processes that fill an account one counts again.
 */
export class AccountQuotas {
  /** By name; AWS's defaults where they are not changed. */
  readonly limits: Readonly<Record<AccountQuota, number>>
  readonly #counts = new Map<string, Count>()
  readonly #between: number

  /** `isOneOfMany`: whether other processes let requests through too, of which this one knows nothing until they have committed. */
  constructor(changed: Partial<Record<AccountQuota, number>> = {}, { isOneOfMany = false }: { readonly isOneOfMany?: boolean } = {}) {
    this.limits = { ...ACCOUNT_QUOTAS, ...changed }
    this.#between = isOneOfMany ? BETWEEN : 0
  }

  /** Whether the account has as many as it may have; if not, the caller puts one more. */
  isFull(state: Writer, account: string, quota: AccountQuota): boolean {
    const most = this.limits[quota]
    const known = this.#countOf(`${account}/${quota}`)
    if (known.count + known.admitted.size + Math.abs(state.revision - known.revision) + this.#between >= most) {
      known.count = COUNTED[quota].count(state, account, most)
      known.revision = state.revision
      for (const one of known.admitted) if (one.committed !== undefined && one.committed <= known.revision) known.admitted.delete(one)
      if (known.count + known.admitted.size >= most) return true
    }
    const admission: Admission = {}
    known.admitted.add(admission)
    state.whenSettled((revision) => {
      if (revision === undefined) known.admitted.delete(admission)
      else admission.committed = revision
    })
    return false
  }

  #countOf(key: string): Count {
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    if (this.#counts.size >= MOST_COUNTS) for (const [one, { admitted }] of this.#counts) if (admitted.size === 0) this.#counts.delete(one)
    const made: Count = { count: 0, revision: Number.NEGATIVE_INFINITY, admitted: new Set() }
    this.#counts.set(key, made)
    return made
  }
}
