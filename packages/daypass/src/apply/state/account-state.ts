// state: what an account and an organization have, in one form for what is (read through the API) and for what a document wants. It owns that form and
// the reading. It changes nothing.
import type { PasswordPolicyProperties } from '../document/document.js'

/** Tags, by key. */
export type TagsByKey = ReadonlyMap<string, string>

/** What users, groups and roles have alike. */
export interface HolderState {
  readonly path: string
  /** ARNs. */
  readonly attached: readonly string[]
  /** The texts of inline policies, by name. */
  readonly inline: ReadonlyMap<string, string>
}

export interface UserState extends HolderState {
  readonly groups: readonly string[]
  readonly boundary: string | undefined
  readonly tags: TagsByKey
}

export interface RoleState extends HolderState {
  readonly description: string
  readonly trust: string
  readonly maxSessionDuration: number
  readonly boundary: string | undefined
  readonly tags: TagsByKey
}

export interface ManagedPolicyState {
  readonly path: string
  readonly description: string
  /** The text of the default version. */
  readonly text: string
  readonly tags: TagsByKey
}

/** A managed policy with its versions, which a document does not have. */
export interface ExistingPolicy extends ManagedPolicyState {
  /** The ids of versions that are not the default one, oldest first. */
  readonly otherVersions: readonly string[]
}

export interface InstanceProfileState {
  readonly path: string
  readonly roles: readonly string[]
  readonly tags: TagsByKey
}

/** The contents of one account. */
export interface AccountState<P extends ManagedPolicyState = ManagedPolicyState> {
  readonly alias: string | undefined
  readonly passwordPolicy: PasswordPolicyProperties | undefined
  readonly policies: ReadonlyMap<string, P>
  readonly groups: ReadonlyMap<string, HolderState>
  readonly users: ReadonlyMap<string, UserState>
  readonly roles: ReadonlyMap<string, RoleState>
  readonly instanceProfiles: ReadonlyMap<string, InstanceProfileState>
  /** The region of each bucket. */
  readonly buckets: ReadonlyMap<string, string>
}

/** What an account has now, and what bears on a document but has no place in one. */
export interface ExistingAccount extends AccountState<ExistingPolicy> {
  /** The names of the roles that AWS made. They are not among the roles. */
  readonly awsRoles: ReadonlySet<string>
  /** The unique ids of users and roles. */
  readonly principalIds: ReadonlySet<string>
  /** Counts and quotas, as GetAccountSummary names them; none where they cannot be read. */
  readonly summary: Readonly<Record<string, number>>
}

/** An account in which there is nothing yet. */
export const EMPTY_ACCOUNT: ExistingAccount = {
  ...{ awsRoles: new Set(), principalIds: new Set(), summary: {} },
  ...{ alias: undefined, passwordPolicy: undefined, policies: new Map(), groups: new Map(), users: new Map() },
  ...{ roles: new Map(), instanceProfiles: new Map(), buckets: new Map() },
}

/** The ARN of a managed policy of an account. */
export const localPolicyArn = (account: string, { path, name }: { readonly path: string; readonly name: string }): string =>
  `arn:aws:iam::${account}:policy${path}${name}`

/** The paths of roles that AWS makes, for its services and for IAM Identity Center: no document makes or changes them. */
export const AWS_ROLE_PATHS = { 'service-linked roles': '/aws-service-role/', 'roles of IAM Identity Center': '/aws-reserved/' } as const

/** Whether a path is one of those. */
export const isAwsRolePath = (path: string): boolean => Object.values(AWS_ROLE_PATHS).some((one) => path.startsWith(one))
