import type { Caller } from '../../core/caller.js'
import { accounts } from '../../directory/account/account.js'
import { type OrganizationRecord, organizationRecords } from '../../directory/organizations/organization.js'
import { organizationAccountArn, organizationalUnitArn, organizationRootArn } from '../../directory/organizations/organization-arn.js'
import type { Attached } from '../../directory/organizations/organization-attachment.js'
import { memberState, type OrganizationMemberRecord, organizationMembers } from '../../directory/organizations/organization-member.js'
import { type OrganizationalUnitRecord, organizationalUnits } from '../../directory/organizations/organizational-unit.js'
import type { Reader, Writer } from '../../directory/state.js'
import { requireOrganization } from './callers.js'
import type { OrganizationsDeps } from './organizations-deps.js'

/** The name of every root (Organizations API reference, ListRoots). */
export const ROOT_NAME = 'Root'

/** A root, an organizational unit or an account: what policies are attached to. */
export interface TreeNode {
  readonly id: string
  readonly type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT'
  readonly name: string
  readonly arn: string
  readonly attached: Attached
  readonly tags: Readonly<Record<string, string>>
  /** Writes it with other attachments or tags. */
  readonly put: (state: Writer, changed: Partial<Pick<TreeNode, 'attached' | 'tags'>>) => void
}

/** The root as a node. */
export const rootNode = (organization: OrganizationRecord): TreeNode => ({
  ...{ id: organization.root, type: 'ROOT', name: ROOT_NAME, arn: organizationRootArn(organization, organization.root) },
  ...{ attached: organization.attached, tags: organization.tags },
  put: (state, changed) => organizationRecords.put(state, { ...organization, ...changed }),
})

/** An organizational unit as a node. */
export const unitNode = (organization: OrganizationRecord, unit: OrganizationalUnitRecord): TreeNode => ({
  ...{ id: unit.id, type: 'ORGANIZATIONAL_UNIT', name: unit.name, arn: organizationalUnitArn(organization, unit.id) },
  ...{ attached: unit.attached, tags: unit.tags },
  put: (state, changed) => organizationalUnits.put(state, { ...unit, ...changed }),
})

/** The name of an account: that of the installation has none, and is called by its id. */
export const accountName = (state: Reader, account: string): string => accounts.get(state, account)?.name ?? account

/** An account as a node. */
export const memberNode = (state: Reader, organization: OrganizationRecord, member: OrganizationMemberRecord): TreeNode => ({
  ...{ id: member.account, type: 'ACCOUNT', name: accountName(state, member.account) },
  ...{ arn: organizationAccountArn(organization, member.account), attached: member.attached, tags: member.tags },
  put: (to, changed) => organizationMembers.put(to, { ...member, ...changed }),
})

/** Where an id is looked for. */
export interface Within {
  readonly state: Reader
  readonly organization: OrganizationRecord
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The organization of the caller, to look for ids in. */
export const withinOf = (caller: Caller, { state, clock }: OrganizationsDeps): Within => ({
  ...{ state, now: clock.now() },
  organization: requireOrganization(state, caller).organization,
})

/** The account of the organization; one that has been closed for 90 days is gone. */
export function memberOf({ state, organization, now }: Within, account: string): OrganizationMemberRecord | undefined {
  const member = organizationMembers.get(state, account)
  return member?.organization === organization.id && memberState(member, now) !== 'CLOSED' ? member : undefined
}

/** What has this id in the organization. */
export function nodeOf(within: Within, id: string): TreeNode | undefined {
  const { state, organization } = within
  if (id === organization.root) return rootNode(organization)
  if (id.startsWith('ou-')) {
    const unit = organizationalUnits.get(state, organization.id, id)
    return unit && unitNode(organization, unit)
  }
  const member = memberOf(within, id)
  return member && memberNode(state, organization, member)
}

/** A root or unit as the parent of others: the units from the top down to it, none for the root. Undefined where there is no such parent. */
export function parentOf(
  { state, organization }: Within,
  id: string,
): { readonly id: string; readonly units: readonly string[] } | undefined {
  if (id === organization.root) return { id, units: [] }
  const unit = organizationalUnits.get(state, organization.id, id)
  return unit && { id, units: [...unit.above, unit.id] }
}
