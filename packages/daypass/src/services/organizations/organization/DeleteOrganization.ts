import { organizationRecords, type OrganizationRecord } from '../../../directory/organizations/organization.js'
import { memberState, organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationPolicies, organizationPolicyKeys } from '../../../directory/organizations/organization-policy.js'
import { organizationResourcePolicies } from '../../../directory/organizations/organization-resource-policy.js'
import { organizationalUnitKeys, organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import type { Writer } from '../../../directory/state.js'
import { requireOrganization } from '../callers.js'
import { told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'

/**
 * Deletes an organization without member accounts, with its units, policies, registrations and resource policy (Organizations API reference,
 * DeleteOrganization; that these go with it is our choice). Of units and policies there may be fifty: more do not fit into one change of the state.
 */
export const DeleteOrganization = organizationsOperation('DeleteOrganization', {
  summary: 'Deletes an organization that has no member accounts.',
  actions: ['organizations:DeleteOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:DeleteOrganization', { caller, reads })],
  handle(_input, caller, { state, clock }) {
    const { organization, member } = requireOrganization(state, caller)
    if (hasMembers(state, { organization, now: clock.now() })) throw told('OrganizationNotEmptyException')
    deleteContents(state, organization)
    organizationMembers.remove(state, member)
    organizationRecords.delete(state, organization)
  },
})

/** Whether there is an account besides the management account; one that is gone keeps its record, so that its keys stay closed. */
function hasMembers(state: Writer, { organization, now }: { readonly organization: OrganizationRecord; readonly now: number }): boolean {
  const { id, managementAccount } = organization
  for (let from = ''; ; ) {
    const page = organizationMembers.of(state, id, { from, limit: PAGE })
    if (page.some((member) => member.account !== managementAccount && memberState(member, now) !== 'CLOSED')) return true
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return false
    from = `${last.account}0`
  }
}

const PAGE = 1_000

/** Units and policies that one change can delete: each is two records. */
const MOST = 50

function deleteContents(state: Writer, { id }: OrganizationRecord): void {
  const units = listed<Parameters<typeof organizationalUnits.delete>[1]>(state, organizationalUnitKeys.bounds(id))
  const policies = listed<Parameters<typeof organizationPolicies.delete>[1]>(state, organizationPolicyKeys.bounds(id))
  if (units.length + policies.length > MOST)
    throw told('OrganizationNotEmptyException', `Delete units and policies first, until at most ${MOST} are left.`)
  for (const unit of units) organizationalUnits.delete(state, unit)
  for (const policy of policies) organizationPolicies.delete(state, policy)
  const delegation = organizationResourcePolicies.get(state, id)
  if (delegation !== undefined) organizationResourcePolicies.delete(state, delegation)
}

const listed = <T>(state: Writer, bounds: { start: string; end: string }): readonly T[] =>
  state.range<T>({ ...bounds, limit: MOST + 1 }).map(({ value }) => value)
