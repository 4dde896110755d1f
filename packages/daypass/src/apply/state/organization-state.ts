import type { TagsByKey } from './account-state.js'

export const POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
export type GuardrailType = (typeof POLICY_TYPES)[number]

/** AWS's policies that are attached where nothing else is. RCPFullAWSAccess is always attached, and in no list. */
export const FULL_ACCESS_NAMES = { SERVICE_CONTROL_POLICY: 'FullAWSAccess', RESOURCE_CONTROL_POLICY: 'RCPFullAWSAccess' } as const
const FULL_ACCESS_IDS = { SERVICE_CONTROL_POLICY: 'p-FullAWSAccess', RESOURCE_CONTROL_POLICY: 'p-RCPFullAWSAccess' } as const

/** A policy of AWS, which everyone has: its id. */
export const awsPolicyId = (type: GuardrailType, name: string): string | undefined =>
  FULL_ACCESS_NAMES[type] === name ? FULL_ACCESS_IDS[type] : undefined

export interface OrganizationPolicyState {
  readonly description: string
  readonly text: string
  readonly tags: TagsByKey
}

/** What is attached to the root, a unit or an account: names of policies, by type. */
export interface TargetState {
  readonly attached: Readonly<Record<GuardrailType, readonly string[]>>
  readonly tags: TagsByKey
}

export interface UnitState<A extends TargetState = TargetState> extends TargetState {
  readonly units: ReadonlyMap<string, UnitState<A>>
  /** By account. */
  readonly accounts: ReadonlyMap<string, A>
}

export type PoliciesByType = Readonly<Record<GuardrailType, ReadonlyMap<string, OrganizationPolicyState>>>

export interface OrganizationState {
  readonly featureSet: string
  readonly types: readonly GuardrailType[]
  readonly policies: PoliciesByType
  readonly root: UnitState
}

/** An organization that exists, with the ids of what it has. */
export interface ExistingOrganization extends OrganizationState {
  readonly managementAccount: string
  /** By {@link idKey}. */
  readonly ids: ReadonlyMap<string, string>
  /** The names of its accounts, by id. */
  readonly names: ReadonlyMap<string, string>
}

/** The key of a policy's id, or of a unit's, whose path is the names from below the root. */
export const idKey = {
  policy: (type: GuardrailType, name: string): string => JSON.stringify([type, name]),
  unit: (path: readonly string[]): string => JSON.stringify(['unit', ...path]),
}
