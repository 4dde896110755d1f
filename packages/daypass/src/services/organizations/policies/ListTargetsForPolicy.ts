import { attachedPolicies } from '../../../directory/organizations/organization-attachment.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { organizationalUnits } from '../../../directory/organizations/organizational-unit.js'
import { memberState } from '../../../directory/organizations/organization-member.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { resultsOf } from '../page.js'
import { memberNode, rootNode, type TreeNode, unitNode, type Within, withinOf } from '../tree.js'
import { requireOrganizationPolicy } from './policy.js'

/** Lists what has a policy attached: the root, units, then accounts, by id (Organizations API reference, ListTargetsForPolicy; the order is ours). */
export const ListTargetsForPolicy = organizationsOperation('ListTargetsForPolicy', {
  summary: 'Lists the root, units and accounts that have a policy attached.',
  actions: ['organizations:ListTargetsForPolicy'],
  authorize: ({ PolicyId }, caller, reads) => [namedPermission('organizations:ListTargetsForPolicy', PolicyId, { caller, reads })],
  handle(input, caller, deps) {
    const within = withinOf(caller, deps)
    const { id, type } = requireOrganizationPolicy(within, input.PolicyId)
    const { items, end } = resultsOf(
      input,
      {
        ...{ operation: 'ListTargetsForPolicy', account: caller.account, filter: [id], position },
        read: (from, limit) => nodesFrom(within, { from, limit }),
        keep: ({ attached }) => attachedPolicies(within.organization, attached, type).includes(id),
      },
      deps,
    )
    return { Targets: items.map(({ id: TargetId, arn: Arn, name: Name, type: Type }) => ({ TargetId, Arn, Name, Type })), ...end }
  },
})

const ORDER = { ROOT: '0', ORGANIZATIONAL_UNIT: '1', ACCOUNT: '2' } as const

const position = ({ type, id }: TreeNode): string => `${ORDER[type]}${id}`

/** The nodes of the tree from a position on. */
function nodesFrom(within: Within, { from, limit }: { readonly from: string; readonly limit: number }): readonly TreeNode[] {
  const { state, organization, now } = within
  const found: TreeNode[] = []
  const root = rootNode(organization)
  if (position(root) >= from) found.push(root)
  const startOf = (order: string) => (from.startsWith(order) ? from.slice(1) : '')
  if (from < ORDER.ACCOUNT)
    for (const unit of organizationalUnits.list(state, organization.id, { from: startOf('1'), limit }))
      found.push(unitNode(organization, unit))
  if (found.length >= limit) return found
  for (const member of organizationMembers.of(state, organization.id, { from: startOf('2'), limit }))
    if (memberState(member, now) !== 'CLOSED') found.push(memberNode(state, organization, member))
  return found
}
