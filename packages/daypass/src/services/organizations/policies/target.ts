import type { RequiredPermission } from '../../../core/operation.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import type { EffectivePolicyType, PolicyType } from '../../../wire/generated/organizations.js'
import { told } from '../errors.js'
import { type Asking, namedPermission } from '../named.js'

/** Attaching and detaching ask both for the policy and for the target, each with the type of the policy (Service Authorization Reference). */
export function policyAndTarget(
  action: string,
  { PolicyId, TargetId }: { readonly PolicyId: string; readonly TargetId: string },
  asking: Asking,
): readonly RequiredPermission[] {
  const policy = namedPermission(action, PolicyId, asking)
  const type = policy.context?.['organizations:PolicyType']
  return [policy, namedPermission(action, TargetId, { ...asking, context: { 'organizations:PolicyType': type } })]
}

/** The condition key of a type that the request itself names. */
export const typeKey = (type: PolicyType | EffectivePolicyType) => ({ 'organizations:PolicyType': type })

/** Refuses an id that is not that of the organization's root. */
export function requireRoot({ root }: OrganizationRecord, id: string): void {
  if (id !== root) throw told('RootNotFoundException')
}
