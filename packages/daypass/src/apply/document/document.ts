/** A policy: a map with `Version` and `Statement`, or the same as JSON text, which is kept to the letter. */
export type PolicyDocument = string | { readonly [element: string]: unknown }

/** Tags, by key. */
export type TagMap = Readonly<Record<string, string>>

/** What users, groups and roles have alike. */
export interface HolderProperties {
  /** `/` if left out. */
  readonly Path?: string
  /** Managed policies that are attached: an ARN, or the name of a policy of the account. All others are detached. */
  readonly ManagedPolicyArns?: readonly string[]
  /** Inline policies by name. All others are removed. */
  readonly Policies?: Readonly<Record<string, PolicyDocument>>
}

/** A group (AWS::IAM::Group). */
export type GroupProperties = HolderProperties

/** A user (AWS::IAM::User). */
export interface UserProperties extends HolderProperties {
  /** The groups that it is in; it leaves all others. */
  readonly Groups?: readonly string[]
  /** None if left out. */
  readonly PermissionsBoundary?: string
  readonly Tags?: TagMap
}

/** A role (AWS::IAM::Role). */
export interface RoleProperties extends HolderProperties {
  readonly AssumeRolePolicyDocument: PolicyDocument
  readonly Description?: string
  /** Seconds, 3,600 to 43,200; 3,600 if left out. */
  readonly MaxSessionDuration?: number
  /** None if left out. */
  readonly PermissionsBoundary?: string
  readonly Tags?: TagMap
}

/** A managed policy (AWS::IAM::ManagedPolicy): its default version. */
export interface ManagedPolicyProperties {
  readonly PolicyDocument: PolicyDocument
  /** `/` if left out. Cannot be changed. */
  readonly Path?: string
  /** Cannot be changed. */
  readonly Description?: string
  readonly Tags?: TagMap
}

/** An instance profile (AWS::IAM::InstanceProfile). */
export interface InstanceProfileProperties {
  readonly Path?: string
  /** At most one role. */
  readonly Roles?: readonly string[]
  readonly Tags?: TagMap
}

/** A bucket. */
export interface BucketProperties {
  /** us-east-1 if left out. Cannot be changed. */
  readonly LocationConstraint?: string
}

/** The password policy of an account. What is left out has AWS's default. */
export interface PasswordPolicyProperties {
  readonly MinimumPasswordLength?: number
  readonly RequireSymbols?: boolean
  readonly RequireNumbers?: boolean
  readonly RequireUppercaseCharacters?: boolean
  readonly RequireLowercaseCharacters?: boolean
  readonly AllowUsersToChangePassword?: boolean
  readonly MaxPasswordAge?: number
  readonly PasswordReusePrevention?: number
  readonly HardExpiry?: boolean
}

/** What a document says about one account. Each thing is described whole: what is left out has its default. Things that are not named are left alone. */
export interface AccountContents {
  readonly alias?: string
  readonly passwordPolicy?: PasswordPolicyProperties
  readonly policies?: Readonly<Record<string, ManagedPolicyProperties>>
  readonly groups?: Readonly<Record<string, GroupProperties | null>>
  readonly users?: Readonly<Record<string, UserProperties | null>>
  readonly roles?: Readonly<Record<string, RoleProperties>>
  readonly instanceProfiles?: Readonly<Record<string, InstanceProfileProperties | null>>
  readonly buckets?: Readonly<Record<string, BucketProperties | null>>
}

/** Another account, by its id, its name or both. Made if it does not exist. */
export interface OtherAccount extends AccountContents {
  readonly id?: string
  readonly name?: string
}

/** A policy of the organization. */
export interface OrganizationPolicyProperties {
  readonly Content: PolicyDocument
  readonly Description?: string
  readonly Tags?: TagMap
}

/** What the root, a unit and an account of an organization have alike. */
export interface TargetProperties {
  /** The attached SCPs; `[FullAWSAccess]` if left out. All others are detached. */
  readonly ServiceControlPolicies?: readonly string[]
  /** The attached RCPs besides RCPFullAWSAccess, which always is. All others are detached. */
  readonly ResourceControlPolicies?: readonly string[]
  readonly Tags?: TagMap
}

/** The root or a unit. */
export interface UnitProperties extends TargetProperties {
  readonly units?: Readonly<Record<string, UnitProperties | null>>
  /** The accounts that are directly in it, by id or name. Others that are there stay there. */
  readonly accounts?: Readonly<Record<string, TargetProperties | null>>
}

/** The organization that the caller's account manages. */
export interface OrganizationContents {
  /** `ALL` if left out. */
  readonly FeatureSet?: 'ALL' | 'CONSOLIDATED_BILLING'
  /** All enabled types; left as they are if left out. */
  readonly EnabledPolicyTypes?: readonly ('SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY')[]
  readonly serviceControlPolicies?: Readonly<Record<string, OrganizationPolicyProperties>>
  readonly resourceControlPolicies?: Readonly<Record<string, OrganizationPolicyProperties>>
  readonly root?: UnitProperties
}

/** What `daypass apply` and `apply()` take, and `daypass export` writes (docs/apply.md). */
export interface AccountDocument extends AccountContents {
  /** The caller's account: where it is another, nothing is applied. */
  readonly id?: string
  readonly organization?: OrganizationContents
  /** Accounts besides the caller's. */
  readonly accounts?: readonly OtherAccount[]
}
