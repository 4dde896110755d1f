import type * as doc from './document.js'
import type { DocumentPolicy, DocumentShape, TextShape } from './shape.js'
import * as texts from './texts.js'

/** The properties of an object: those of the type and no others, so that the type and the shape cannot differ. */
type Properties<T> = { readonly [K in keyof Required<T>]: DocumentShape }

const object = <T>(about: string, properties: Properties<T>, required?: readonly (keyof T & string)[]): DocumentShape => ({
  ...{ kind: 'object', about, properties },
  ...(required !== undefined && { required }),
})
const map = (about: string, keys: TextShape, of: DocumentShape): DocumentShape => ({ kind: 'map', about, keys, of })
/** Names of IAM that differ by case alone are the same name. */
const mapOfNames = (about: string, keys: TextShape, of: DocumentShape): DocumentShape => ({
  kind: 'map',
  about,
  keys,
  of,
  ignoresCase: true,
})
const set = (about: string, of: DocumentShape, most?: number): DocumentShape => ({
  kind: 'list',
  about,
  of,
  isSet: true,
  ...(most !== undefined && { most }),
})
const policy = (about: string, use: DocumentPolicy): DocumentShape => ({ kind: 'policy', about, policy: use })
const flag = (about: string): DocumentShape => ({ kind: 'flag', about })
const number = (about: string, least: number, most: number): DocumentShape => ({ kind: 'number', about, least, most })

const tags: DocumentShape = {
  kind: 'map',
  about: 'Tags by key: all of them. Others are removed.',
  keys: texts.TAG_KEY,
  of: texts.TAG_VALUE,
  most: 50,
  ignoresCase: true,
  example: '{team: web}',
}
const boundary: TextShape = { ...texts.POLICY_REFERENCE, about: 'The permissions boundary; none if left out.' }
const inline = mapOfNames(
  'Inline policies by name: all of them. Others are removed.',
  texts.NAMES.policy,
  policy('An inline policy.', 'identity'),
)
const attached = set('Managed policies that are attached: all of them. Others are detached.', texts.POLICY_REFERENCE)

const group = object<doc.GroupProperties>('A group.', { Path: texts.PATH, ManagedPolicyArns: attached, Policies: inline })

const user = object<doc.UserProperties>('A user.', {
  Path: texts.PATH,
  Groups: set('The groups that it is in: all of them. It leaves others.', texts.NAMES.group),
  ManagedPolicyArns: attached,
  Policies: inline,
  PermissionsBoundary: boundary,
  Tags: tags,
})

const role = object<doc.RoleProperties>(
  'A role.',
  {
    Path: texts.PATH,
    Description: texts.DESCRIPTION,
    AssumeRolePolicyDocument: policy('Who may assume the role.', 'trust'),
    MaxSessionDuration: number('The longest session, in seconds; 3600 if left out.', 3_600, 43_200),
    ManagedPolicyArns: attached,
    Policies: inline,
    PermissionsBoundary: boundary,
    Tags: tags,
  },
  ['AssumeRolePolicyDocument'],
)

const managedPolicy = object<doc.ManagedPolicyProperties>(
  'A managed policy: its default version.',
  { Path: texts.POLICY_PATH, Description: texts.POLICY_DESCRIPTION, PolicyDocument: policy('What it says.', 'identity'), Tags: tags },
  ['PolicyDocument'],
)

const instanceProfile = object<doc.InstanceProfileProperties>('An instance profile.', {
  Path: texts.PATH,
  Roles: set('The role, at most one.', texts.NAMES.role, 1),
  Tags: tags,
})

const passwordPolicy = object<doc.PasswordPolicyProperties>('The password policy. What is left out has the default of AWS.', {
  MinimumPasswordLength: number('6 if left out.', 6, 128),
  RequireSymbols: flag('Whether a password needs a symbol.'),
  RequireNumbers: flag('Whether a password needs a digit.'),
  RequireUppercaseCharacters: flag('Whether a password needs an upper-case letter.'),
  RequireLowercaseCharacters: flag('Whether a password needs a lower-case letter.'),
  AllowUsersToChangePassword: flag('Whether users may change their own password.'),
  MaxPasswordAge: number('Days until a password expires; never if left out.', 1, 1095),
  PasswordReusePrevention: number('How many older passwords cannot be used again.', 1, 24),
  HardExpiry: flag('Whether a user with an expired password cannot change it.'),
})

const bucket = object<doc.BucketProperties>('A bucket.', { LocationConstraint: texts.REGION })

const contents: Properties<doc.AccountContents> = {
  alias: texts.ALIAS,
  passwordPolicy,
  policies: mapOfNames('Managed policies by name.', texts.NAMES.policy, managedPolicy),
  groups: mapOfNames('Groups by name.', texts.NAMES.group, group),
  users: mapOfNames('Users by name.', texts.NAMES.user, user),
  roles: mapOfNames('Roles by name.', texts.NAMES.role, role),
  instanceProfiles: mapOfNames('Instance profiles by name.', texts.NAMES.instanceProfile, instanceProfile),
  buckets: map('Buckets by name.', texts.BUCKET_NAME, bucket),
}

const target: Properties<doc.TargetProperties> = {
  ServiceControlPolicies: set('The attached SCPs: all of them. [FullAWSAccess] if left out.', texts.ORGANIZATION_POLICY_NAME, 10),
  ResourceControlPolicies: set(
    'The attached RCPs besides RCPFullAWSAccess: all of them. None if left out.',
    texts.ORGANIZATION_POLICY_NAME,
    4,
  ),
  Tags: tags,
}

const member = object<doc.TargetProperties>('An account of the organization.', target)

const unit: DocumentShape = {
  kind: 'named',
  name: 'unit',
  shape: () =>
    object<doc.UnitProperties>('The root or an organizational unit.', {
      ...target,
      accounts: map('The accounts that are directly in it.', texts.ACCOUNT_REFERENCE, member),
      units: map('The units that are directly in it, by name.', texts.UNIT_NAME, unit),
    }),
}

const organizationPolicy = (use: 'scp' | 'rcp'): DocumentShape =>
  object<doc.OrganizationPolicyProperties>(
    'A policy of the organization.',
    { Content: policy('What it says.', use), Description: texts.ORGANIZATION_POLICY_DESCRIPTION, Tags: tags },
    ['Content'],
  )

const organization = object<doc.OrganizationContents>("The organization that the caller's account manages. Made if there is none.", {
  FeatureSet: { kind: 'choice', about: 'ALL if left out.', of: ['ALL', 'CONSOLIDATED_BILLING'] },
  EnabledPolicyTypes: set('All enabled types of policies; as they are if left out.', {
    ...{ kind: 'choice', about: 'A type of policies.', of: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] },
  }),
  serviceControlPolicies: map('SCPs by name.', texts.ORGANIZATION_POLICY_NAME, organizationPolicy('scp')),
  resourceControlPolicies: map('RCPs by name.', texts.ORGANIZATION_POLICY_NAME, organizationPolicy('rcp')),
  root: unit,
})

const otherAccount = object<doc.OtherAccount>('An account, by its id, its name or both. Made if it does not exist.', {
  id: texts.ACCOUNT_ID,
  name: texts.ACCOUNT_NAME,
  ...contents,
})

/** The format of a document. */
export const DOCUMENT: DocumentShape = object<doc.AccountDocument>('The contents of an account, its organization, and other accounts.', {
  id: { ...texts.ACCOUNT_ID, about: "The caller's account: where it is another, nothing is applied." },
  ...contents,
  organization,
  accounts: { kind: 'list', about: "Accounts besides the caller's.", of: otherAccount },
})
