import { FULL_ACCESS, type OrganizationPolicyType, organizationPolicies } from '../../../directory/organizations/organization-policy.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { type Within, withinOf } from '../tree.js'
import { isEnforcedType, policySummary, requireOrganizationPolicy } from './policy.js'

/** Lists the policies of a type: that of AWS first, the others by name (Organizations API reference, ListPolicies; the order is our choice). */
export const ListPolicies = organizationsOperation('ListPolicies', {
  summary: 'Lists the policies of a type in the organization.',
  actions: ['organizations:ListPolicies'],
  authorize: ({ Filter }, caller, reads) => [
    wholePermission('organizations:ListPolicies', { caller, reads, context: { 'organizations:PolicyType': Filter } }),
  ],
  handle(input, caller, deps) {
    const within = withinOf(caller, deps)
    const type = input.Filter
    // Of another type there can be none.
    if (!isEnforcedType(type)) return { Policies: [] }
    const listing = { operation: 'ListPolicies', account: caller.account, filter: [type] }
    const { items, end } = resultsOf(
      input,
      { ...listing, position: (place: Place) => place.position, read: (from, limit) => named(within, type, { from, limit }) },
      deps,
    )
    return { Policies: items.map(({ id }) => policySummary(within.organization, requireOrganizationPolicy(within, id))), ...end }
  },
})

interface Place {
  readonly id: string
  readonly position: string
}

function named({ state, organization }: Within, type: OrganizationPolicyType, page: { from: string; limit: number }): readonly Place[] {
  const own = { from: page.from.startsWith('1') ? page.from.slice(1) : '', limit: page.limit }
  const names = organizationPolicies.names(state, { organization: organization.id, type }, own)
  const others = names.map(({ id, name }) => ({ id, position: `1${name}` }))
  return page.from <= '0' ? [{ id: FULL_ACCESS[type].id, position: '0' }, ...others] : others
}
