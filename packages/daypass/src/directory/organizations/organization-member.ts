import { defineKeys } from '../key-space.js'
import { defineRecords, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'
import type { Attached } from './organization-attachment.js'

/** An account of an organization, its management account included. Times are milliseconds since the epoch. */
export interface OrganizationMemberRecord {
  readonly account: string
  readonly organization: string
  /** The id of the root, or of an organizational unit. */
  readonly parent: string
  readonly joinedMethod: 'INVITED' | 'CREATED'
  readonly joinedAt: number
  readonly attached: Attached
  readonly tags: Readonly<Record<string, string>>
  /** When it was closed; absent while it is open. A closed account stays here, so that its keys stay closed. */
  readonly closedAt?: number
}

/** Accounts of organizations, by account: the one record that a request of any account reads. */
export const organizationMemberKeys = defineKeys('organization-account/<account>', {
  record: 'which organization the account is in, where in it, and what is attached to it',
  lifetime: 'until it leaves; for ever once it is closed',
})

/** Accounts by organization. */
export const organizationMembersKeys = defineKeys('organization-accounts/<organization>/<account>', {
  record: 'that the account is in the organization',
  lifetime: "its member's",
})

/** Accounts by parent. */
export const organizationChildKeys = defineKeys('organization-child/<organization>/<parent>/<account>', {
  record: 'that the account is directly below this root or unit',
  lifetime: 'until it moves or leaves',
})

const childKeyOf = ({ organization, parent, account }: OrganizationMemberRecord): string =>
  organizationChildKeys.key(organization, parent, account)

const records = defineRecords<OrganizationMemberRecord, [account: string]>({
  keys: organizationMemberKeys,
  at: ({ account }) => [account],
  index: { key: ({ organization, account }) => organizationMembersKeys.key(organization, account), entry: ({ account }) => ({ account }) },
})

/** The accounts of all organizations. */
export const organizationMembers = {
  get: records.get,
  /** Writes what has changed, but for its parent. */
  put: records.put,
  add(state: Writer, member: OrganizationMemberRecord): void {
    records.put(state, member)
    state.put(childKeyOf(member), { account: member.account })
  },
  move(state: Writer, member: OrganizationMemberRecord, parent: string): void {
    state.delete(childKeyOf(member))
    organizationMembers.add(state, { ...member, parent })
  },
  remove(state: Writer, member: OrganizationMemberRecord): void {
    records.delete(state, member)
    state.delete(childKeyOf(member))
  },
  /** How many accounts an organization has, at most `limit`; those that were closed count for ever (our choice: 90 days on AWS). */
  count: (state: Reader, organization: string, limit: number): number =>
    state.count({ ...organizationMembersKeys.bounds(organization), limit }),
  /** The accounts of an organization by id, from `page.from` on, at most `page.limit`. */
  of: (state: Reader, organization: string, page: PageBounds): OrganizationMemberRecord[] =>
    found(state, page, {
      start: organizationMembersKeys.key(organization, page.from),
      end: organizationMembersKeys.bounds(organization).end,
    }),
  /** Takes an account that is gone out of the unit that it was in, so that the unit can be deleted. */
  forget: (state: Writer, member: OrganizationMemberRecord): void => state.delete(childKeyOf(member)),
  /** The accounts directly below a root or unit. */
  below: (
    state: Reader,
    { organization, parent }: { organization: string; parent: string },
    page: PageBounds,
  ): OrganizationMemberRecord[] =>
    found(state, page, {
      start: organizationChildKeys.key(organization, parent, page.from),
      end: organizationChildKeys.bounds(organization, parent).end,
    }),
}

function found(state: Reader, { limit }: PageBounds, bounds: { start: string; end: string }): OrganizationMemberRecord[] {
  return state
    .rangeWithin<{ account: string }>({ ...bounds, limit })
    .flatMap(({ account }) => state.getWithin<OrganizationMemberRecord>(organizationMemberKeys.key(account), MEMBERS) ?? [])
}

const MEMBERS = organizationMemberKeys.bounds()

/** How long a closed account is PENDING_CLOSURE (our choice), and when it is gone (Organizations user guide, "Closing a member account"). */
export const PENDING = 60_000
const SUSPENDED = 90 * 24 * 3_600_000

/** The state of an account: closing one takes a minute, and after 90 days it is gone. `now` is milliseconds since the epoch. */
export function memberState({ closedAt }: OrganizationMemberRecord, now: number): 'ACTIVE' | 'PENDING_CLOSURE' | 'SUSPENDED' | 'CLOSED' {
  if (closedAt === undefined) return 'ACTIVE'
  if (now < closedAt + PENDING) return 'PENDING_CLOSURE'
  return now < closedAt + SUSPENDED ? 'SUSPENDED' : 'CLOSED'
}

/** Whether the account was closed: nobody acts in it, and nobody acts on what it has. */
export const isClosedAccount = (state: Reader, account: string): boolean => records.get(state, account)?.closedAt !== undefined
