import type { Reader } from '../state.js'
import { type OrganizationRecord, organizationRecords } from './organization.js'
import { attachedPolicies } from './organization-attachment.js'
import { type OrganizationMemberRecord, organizationMembers } from './organization-member.js'
import type { OrganizationPolicyType } from './organization-policy.js'
import { type OrganizationalUnitRecord, organizationalUnits } from './organizational-unit.js'

/** Where an account is. */
export interface OrganizationPlace {
  readonly organization: OrganizationRecord
  readonly member: OrganizationMemberRecord
  readonly isManagement: boolean
}

/** The place of an account in its organization; undefined outside of any, which one record tells. */
export function placeOf(state: Reader, account: string): OrganizationPlace | undefined {
  const member = organizationMembers.get(state, account)
  const organization = member && organizationRecords.get(state, member.organization)
  if (member === undefined || organization === undefined) return undefined
  return { organization, member, isManagement: organization.managementAccount === account }
}

/** Whether the account is a delegated administrator of any service (Organizations user guide, "Delegated administrator"): it may read all of it. */
export const isDelegatedAdministrator = ({ organization, member }: OrganizationPlace): boolean =>
  Object.keys(organization.delegated[member.account] ?? {}).length > 0

/** The units from the one below the root down to the one that contains the account. */
export function unitsAbove(state: Reader, { organization, member }: OrganizationPlace): readonly OrganizationalUnitRecord[] {
  if (member.parent === organization.root) return []
  const unit = unitOf(state, organization.id, member.parent)
  return [...unit.above.map((id) => unitOf(state, organization.id, id)), unit]
}

/** A unit with anything in it cannot be deleted. One that is missing all the same must not take its policies with it: that is a defect. */
function unitOf(state: Reader, organization: string, id: string): OrganizationalUnitRecord {
  const unit = organizationalUnits.get(state, organization, id)
  if (unit === undefined) throw new Error(`the organizational unit ${id} is missing`)
  return unit
}

/** The ids of the policies of a type that apply to an account, level by level from the root down to the account. */
export function policiesByLevel(state: Reader, place: OrganizationPlace, type: OrganizationPolicyType): readonly (readonly string[])[] {
  const { organization, member } = place
  if (!organization.policyTypes.includes(type)) return []
  const levels = [organization, ...unitsAbove(state, place), member]
  return levels.map(({ attached }) => attachedPolicies(organization, attached, type))
}

/** `o-…/r-…/ou-…/`: the path of the account's parent, as condition keys have it (IAM user guide, aws:PrincipalOrgPaths). */
export function organizationPath(state: Reader, { organization, member }: OrganizationPlace): string {
  const { id, root } = organization
  const units = member.parent === root ? [] : [...unitOf(state, id, member.parent).above, member.parent]
  return `${[id, root, ...units].join('/')}/`
}
