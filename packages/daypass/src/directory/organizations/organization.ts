/**
 * organizations: an organization, its root, organizational units, accounts, policies, invitations and requests for accounts as records. Owns how each
 * is stored, named and counted, and what applies at which level of the tree. Refuses to evaluate a policy, and to know who may change one.
 */
import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'
import type { Attached, EnabledTypes } from './organization-attachment.js'

/** An organization and its root. Times are milliseconds since the epoch. */
export interface OrganizationRecord extends EnabledTypes {
  /** `o-…` */
  readonly id: string
  readonly managementAccount: string
  readonly createdAt: number
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING'
  /** The id of the root: `r-…`. */
  readonly root: string
  /** What is attached to the root. */
  readonly attached: Attached
  /** The tags of the root. */
  readonly tags: Readonly<Record<string, string>>
  /** The services of AWS that are trusted, by when they were enabled. */
  readonly serviceAccess: Readonly<Record<string, number>>
  /** The delegated administrators: by account, then by service, when each was registered. */
  readonly delegated: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The central root features of IAM that are enabled. */
  readonly rootFeatures: readonly RootFeature[]
  /** When accounts were closed in the last 30 days. */
  readonly closures?: readonly number[]
  /** The invitations of a period of 24 hours: when it began, and how many they were. */
  readonly invitations?: { readonly since: number; readonly count: number }
  /** The change to all features, once it has begun: its handshake, and the invited accounts that have not agreed yet. */
  readonly migration?: { readonly handshake: string; readonly awaits: readonly string[] }
}

/** A central root feature of IAM, as its API names it (IAM API reference, ListOrganizationsFeatures). */
export type RootFeature = 'RootCredentialsManagement' | 'RootSessions'

/** Organizations by id. */
export const organizationKeys = defineKeys('organization/<id>', {
  record: 'an organization with its root, policy types, trusted services and delegated administrators',
  lifetime: 'until deleted',
})

/** All organizations. */
export const organizationRecords = {
  ...defineRecords<OrganizationRecord, [id: string]>({ keys: organizationKeys, at: ({ id }) => [id] }),
  newId: (ids: Ids): string => `o-${newLowerId(ids, 10)}`,
  newRootId: (ids: Ids): string => `r-${newLowerId(ids, 4)}`,
}

/** The quotas of an organization (Organizations user guide, "Quotas and service limits"; SCPs since 15 May 2026). */
export const ORGANIZATION_QUOTAS = {
  organizationalUnits: 2_000,
  /** Levels of organizational units below the root. */
  depth: 5,
} as const
