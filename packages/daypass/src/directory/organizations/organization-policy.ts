import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords, type PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'

/** The types of policies that decide requests. */
export const ORGANIZATION_POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
export type OrganizationPolicyType = (typeof ORGANIZATION_POLICY_TYPES)[number]

/** A policy of an organization. */
export interface OrganizationPolicyRecord {
  readonly organization: string
  /** `p-…` */
  readonly id: string
  readonly type: OrganizationPolicyType
  readonly name: string
  readonly description: string
  readonly text: string
  /** Another with every change of the text: decisions compile a text once. */
  readonly stamp: string
  readonly tags: Readonly<Record<string, string>>
  /** How often it is attached; counts while its type has not been disabled since. */
  readonly uses: { readonly generation: number; readonly count: number }
}

/** Policies of organizations by id. */
export const organizationPolicyKeys = defineKeys('organization-policy/<organization>/<id>', {
  record: 'a policy of an organization and its text',
  lifetime: 'until deleted',
})

/** Names of policies: unique in an organization, for each type. */
export const organizationPolicyNameKeys = defineKeys('organization-policy-name/<organization>/<type>/<name>', {
  record: 'the id of the policy with this name',
  lifetime: "its policy's",
})

type PolicyPlace = [organization: string, id: string]

const nameKeyOf = ({ organization, type, name }: Pick<OrganizationPolicyRecord, 'organization' | 'type' | 'name'>): string =>
  organizationPolicyNameKeys.key(organization, type, name)

const records = defineRecords<OrganizationPolicyRecord, PolicyPlace>({
  keys: organizationPolicyKeys,
  at: ({ organization, id }) => [organization, id],
  index: { key: nameKeyOf, entry: ({ id, name }) => ({ id, name }) },
})

/** An organization as far as counting needs it. */
interface Counting {
  readonly id: string
  readonly generations: Readonly<Partial<Record<OrganizationPolicyType, number>>>
}

/** How often a policy is attached, while its type has not been disabled since. */
const usesOf = ({ generations }: Counting, { uses, type }: OrganizationPolicyRecord): number =>
  uses.generation === generations[type] ? uses.count : 0

/** The policies of all organizations. */
export const organizationPolicies = {
  ...records,
  newId: (ids: Ids): string => `p-${newLowerId(ids, 8)}`,
  usesOf,
  /** Counts that a policy is attached once more, or once less. Those of AWS have no record: nobody deletes them. */
  count(state: Writer, of: Counting, { id, change }: { readonly id: string; readonly change: 1 | -1 }): void {
    const policy = records.get(state, of.id, id)
    if (policy === undefined) return
    const generation = of.generations[policy.type] ?? 0
    records.put(state, { ...policy, uses: { generation, count: usesOf(of, policy) + change } })
  },
  newStamp: (ids: Ids): string => newLowerId(ids, 16),
  /** The policies of a type, at most `limit`. */
  countOf(state: Reader, { organization, type }: Pick<OrganizationPolicyRecord, 'organization' | 'type'>, limit: number): number {
    return state.count({ ...organizationPolicyNameKeys.bounds(organization, type), limit })
  },
  /** Whether the organization has a policy of this type and name. */
  hasName: (state: Reader, of: Pick<OrganizationPolicyRecord, 'organization' | 'type' | 'name'>): boolean =>
    state.get(nameKeyOf(of)) !== undefined,
  /** Names and ids of the policies of a type by name, from `page.from` on, at most `page.limit`. */
  names(
    state: Reader,
    { organization, type }: Pick<OrganizationPolicyRecord, 'organization' | 'type'>,
    { from, limit }: PageBounds,
  ): readonly { readonly id: string; readonly name: string }[] {
    const { end } = organizationPolicyNameKeys.bounds(organization, type)
    const start = organizationPolicyNameKeys.key(organization, type, from)
    return state.range<{ id: string; name: string }>({ start, end, limit }).map(({ value }) => value)
  },
}

/** A policy of AWS that is attached where nothing else is. */
export interface FullAccessPolicy {
  readonly id: string
  readonly type: OrganizationPolicyType
  readonly name: string
  readonly description: string
  readonly arn: string
  readonly text: string
}

/** AWS's own policies, one for each type (Organizations user guide; their texts as moto has them). */
export const FULL_ACCESS: Readonly<Record<OrganizationPolicyType, FullAccessPolicy>> = {
  SERVICE_CONTROL_POLICY: {
    id: 'p-FullAWSAccess',
    type: 'SERVICE_CONTROL_POLICY',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
    text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  },
  RESOURCE_CONTROL_POLICY: {
    id: 'p-RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    name: 'RCPFullAWSAccess',
    description: 'Allows access to every resource',
    arn: 'arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess',
    text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  },
}

/** The policy of AWS with this id. */
export const fullAccessPolicy = (id: string): FullAccessPolicy | undefined =>
  ORGANIZATION_POLICY_TYPES.map((type) => FULL_ACCESS[type]).find((policy) => policy.id === id)

/** The quotas of each type (Organizations user guide, "Quotas and service limits"; those of SCPs since 15 May 2026). A policy is counted with all characters. */
export const ORGANIZATION_POLICY_QUOTAS: Readonly<
  Record<OrganizationPolicyType, { attached: number; characters: number; policies: number }>
> = {
  SERVICE_CONTROL_POLICY: { attached: 10, characters: 10_240, policies: 10_000 },
  RESOURCE_CONTROL_POLICY: { attached: 5, characters: 5_120, policies: 1_000 },
}
