import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { attachedPolicies, withAttached } from '../../../directory/organizations/organization-attachment.js'
import {
  ORGANIZATION_POLICY_TYPES,
  type OrganizationPolicyRecord,
  type OrganizationPolicyType,
  organizationPolicies,
} from '../../../directory/organizations/organization-policy.js'
import type { Writer } from '../../../directory/state.js'
import type { TreeNode, Within } from '../tree.js'

/** Whether anything has the policy attached. */
export const isAttachedAnywhere = (organization: OrganizationRecord, policy: OrganizationPolicyRecord): boolean =>
  organization.policyTypes.includes(policy.type) && organizationPolicies.usesOf(organization, policy) > 0

/** One policy of one type. */
export interface TypedPolicy {
  readonly id: string
  readonly type: OrganizationPolicyType
}

/** Attaches a policy that is not attached there; counts it. */
export function attachTo({ organization }: Within, node: TreeNode, { state, policy }: { state: Writer; policy: TypedPolicy }): void {
  const { id, type } = policy
  const policies = [...attachedPolicies(organization, node.attached, type), id]
  organizationPolicies.count(state, organization, { id, change: 1 })
  node.put(state, { attached: withAttached(organization, node.attached, { type, policies }) })
}

/** Detaches a policy that is attached there; counts it. */
export function detachFrom({ organization }: Within, node: TreeNode, { state, policy }: { state: Writer; policy: TypedPolicy }): void {
  const { id, type } = policy
  const policies = attachedPolicies(organization, node.attached, type).filter((one) => one !== id)
  organizationPolicies.count(state, organization, { id, change: -1 })
  node.put(state, { attached: withAttached(organization, node.attached, { type, policies }) })
}

/** Counts that nothing is attached there any more: it will not be a part of the organization. */
export function detachAll({ organization }: Within, node: TreeNode, state: Writer): void {
  for (const type of ORGANIZATION_POLICY_TYPES)
    for (const id of attachedPolicies(organization, node.attached, type))
      organizationPolicies.count(state, organization, { id, change: -1 })
}
