import { groups } from '../../../directory/iam/group.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationPolicies } from '../../../directory/organizations/organization-policy.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import type { Reader } from '../../../directory/state.js'
import type { ImportAccountResponse, ImportedType, PresentEntity } from '../../../wire/generated/daypass.js'

const KINDS = { Group: groups, InstanceProfile: instanceProfiles, Policy: policies, Role: roles, User: users } as const

const PAGE = 1_000

/** Entities that one answer lists: some 1.3 MB. */
const MOST = 10_000

/** The entities that an account has, in an answer. */
export function listedPresent(state: Reader, account: string): Pick<ImportAccountResponse, 'Present' | 'PresentIsTruncated'> {
  const Present: PresentEntity[] = []
  for (const entity of presentEntities(state, account)) {
    if (Present.length === MOST) return { Present, PresentIsTruncated: true }
    Present.push(entity)
  }
  return { Present, PresentIsTruncated: false }
}

/** What an account has of the kinds that an import brings, and what its organization has, if it manages one. */
function* presentEntities(state: Reader, account: string): Generator<PresentEntity> {
  for (const [Type, kind] of Object.entries(KINDS) as [ImportedType, (typeof KINDS)[keyof typeof KINDS]][])
    for (const { name, id } of kind.each(state, account)) yield { Type, Name: name, Id: id }
  const organization = organizationMembers.get(state, account)?.organization
  if (organization === undefined || organizationRecords.get(state, organization)?.managementAccount !== account) return
  for (const { name, id } of organizationalUnits.each(state, organization)) yield { Type: 'OrganizationalUnit', Name: name, Id: id }
  for (const { name, id } of organizationPolicies.each(state, organization)) yield { Type: 'OrganizationPolicy', Name: name, Id: id }
  for (let from = ''; ; ) {
    const page = organizationMembers.of(state, organization, { from, limit: PAGE })
    for (const member of page) yield { Type: 'OrganizationAccount', Name: member.account, Id: member.account }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    from = `${last.account}0`
  }
}
