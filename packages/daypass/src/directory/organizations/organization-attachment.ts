import { FULL_ACCESS, type OrganizationPolicyType } from './organization-policy.js'

/**
 * What is attached to a root, an organizational unit or an account, by type of policy. It counts while the type has not been disabled since; otherwise
 * only the policy of AWS is attached. So enabling and disabling a type changes one record, whatever the size of the organization.
 */
export type Attached = Readonly<
  Partial<Record<OrganizationPolicyType, { readonly generation: number; readonly policies: readonly string[] }>>
>

/** Which types of policies an organization has enabled. */
export interface EnabledTypes {
  readonly policyTypes: readonly OrganizationPolicyType[]
  /** How often each type was enabled: what was attached before a type was disabled does not count any more. */
  readonly generations: Readonly<Partial<Record<OrganizationPolicyType, number>>>
}

/** The ids of the policies of a type that are attached there, in the order they were attached; none where the type is not enabled. */
export function attachedPolicies(
  { policyTypes, generations }: EnabledTypes,
  attached: Attached,
  type: OrganizationPolicyType,
): readonly string[] {
  if (!policyTypes.includes(type)) return []
  const known = attached[type]
  return known !== undefined && known.generation === generations[type] ? known.policies : [FULL_ACCESS[type].id]
}

/** The same with other policies of a type. */
export const withAttached = (
  { generations }: Pick<EnabledTypes, 'generations'>,
  attached: Attached,
  { type, policies }: { readonly type: OrganizationPolicyType; readonly policies: readonly string[] },
): Attached => ({ ...attached, [type]: { generation: generations[type] ?? 0, policies } })
