// Tables of calls: what an account chooses for itself, counts, and shows of all that it has.
import {
  ACCOUNT,
  ANY,
  allowing,
  at,
  boundary,
  constraint,
  document,
  idOf,
  listed,
  ofAws,
  type Rows,
  TIME,
  tag,
  text,
  trusting,
} from './answers.js'
import type { Row } from './story.js'

const noPolicy = ['NoSuchEntity', `The Password Policy with domain name ${ACCOUNT} cannot be found.`] as const
const OFF = {
  ...{ RequireSymbols: false, RequireNumbers: false, RequireUppercaseCharacters: false, RequireLowercaseCharacters: false },
  AllowUsersToChangePassword: false,
}
const ON = {
  ...{ RequireSymbols: true, RequireNumbers: true, RequireUppercaseCharacters: true, RequireLowercaseCharacters: true },
  ...{ AllowUsersToChangePassword: true, MaxPasswordAge: 90, PasswordReusePrevention: 24, HardExpiry: true, MinimumPasswordLength: 12 },
}

export const PASSWORD_POLICY: Rows = [
  ['GetAccountPasswordPolicy', {}, noPolicy],
  ['DeleteAccountPasswordPolicy', {}, noPolicy],
  ['UpdateAccountPasswordPolicy', ON, {}],
  ['GetAccountPasswordPolicy', {}, { PasswordPolicy: { ...ON, ExpirePasswords: true } }],
  [
    'UpdateAccountPasswordPolicy',
    { MinimumPasswordLength: 129 },
    constraint('minimumPasswordLength', 'have value less than or equal to 128'),
  ],
  ['GetAccountPasswordPolicy', {}, { PasswordPolicy: { ...ON, ExpirePasswords: true } }],
  ['UpdateAccountPasswordPolicy', { MinimumPasswordLength: 12, PasswordReusePrevention: 2 }, {}],
  [
    'GetAccountPasswordPolicy',
    {},
    { PasswordPolicy: { ...OFF, MinimumPasswordLength: 12, PasswordReusePrevention: 2, ExpirePasswords: false } },
  ],
  ['UpdateAccountPasswordPolicy', {}, {}],
  ['GetAccountPasswordPolicy', {}, { PasswordPolicy: { ...OFF, MinimumPasswordLength: 6, ExpirePasswords: false } }],
  ['DeleteAccountPasswordPolicy', {}, {}],
  ['DeleteAccountPasswordPolicy', {}, noPolicy],
]

const alias = (AccountAlias: string) => ({ AccountAlias })

export const ACCOUNT_ALIAS: Rows = [
  ['ListAccountAliases', {}, { AccountAliases: [], IsTruncated: false }],
  ['CreateAccountAlias', alias('first'), {}],
  ['CreateAccountAlias', alias('second'), {}],
  ...listed(['ListAccountAliases', {}], { AccountAliases: ['second'] }),
  ['CreateAccountAlias', alias('second'), ['EntityAlreadyExists', 'The account alias second already exists.']],
  [
    'CreateAccountAlias',
    alias('a--b'),
    ['ValidationError', text(/^1 validation error detected: Value at 'accountAlias' failed to satisfy /)],
  ],
  ['DeleteAccountAlias', alias('first'), ['NoSuchEntity', 'The account alias with name first cannot be found.']],
  ['DeleteAccountAlias', alias('second'), {}],
  ['ListAccountAliases', {}, { AccountAliases: [], IsTruncated: false }],
]

const QUOTAS = {
  ...{ AccessKeysPerUserQuota: 2, AssumeRolePolicySizeQuota: 2_048, AttachedPoliciesPerGroupQuota: 10, AttachedPoliciesPerRoleQuota: 10 },
  ...{
    AttachedPoliciesPerUserQuota: 10,
    GroupPolicySizeQuota: 5_120,
    GroupsPerUserQuota: 10,
    GroupsQuota: 300,
    InstanceProfilesQuota: 1_000,
  },
  ...{ PoliciesQuota: 1_500, PolicySizeQuota: 6_144, PolicyVersionsInUseQuota: 10_000, RolePolicySizeQuota: 10_240, RolesQuota: 1_000 },
  ...{
    ServerCertificatesQuota: 20,
    SigningCertificatesPerUserQuota: 2,
    UserPolicySizeQuota: 2_048,
    UsersQuota: 5_000,
    VersionsPerPolicyQuota: 5,
  },
}
const NOTHING = {
  ...{
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    Groups: 0,
    InstanceProfiles: 0,
    MFADevices: 0,
  },
  ...{ MFADevicesInUse: 0, Policies: 0, PolicyVersionsInUse: 0, Providers: 0, Roles: 0, ServerCertificates: 0, Users: 0 },
}
const summary = (counts: object) => ({
  SummaryMap: { ...QUOTAS, ...NOTHING, AccountAccessKeysPresent: 1, GlobalEndpointTokenVersion: 2, ...counts },
})

const READ_ONLY = ofAws('ReadOnlyAccess')
const [INLINE, KEPT, NEWER, TRUST] = [allowing('s3:GetObject'), allowing('sqs:*'), allowing('sns:*'), trusting('ec2.amazonaws.com')]
const Tags = [tag('Unit', 'ops')]
const [ANN, STAFF, APP, WEB] = [{ UserName: 'ann' }, { GroupName: 'staff' }, { RoleName: 'app' }, { InstanceProfileName: 'web' }]
const OWN = at('policy/own')
const own = { PolicyArn: OWN }

const inlinePolicies = [{ PolicyName: 'inline', PolicyDocument: document(INLINE) }]
const attachedPolicies = [{ PolicyName: 'own', PolicyArn: OWN }]
const UserDetailList = [
  {
    ...{
      Path: '/team/',
      UserName: 'ann',
      UserId: idOf('AIDA'),
      Arn: at('user/team/ann'),
      CreateDate: TIME,
      UserPolicyList: inlinePolicies,
    },
    ...{ GroupList: ['staff'], AttachedManagedPolicies: attachedPolicies, ...boundary(READ_ONLY), Tags },
  },
]
const GroupDetailList = [
  {
    ...{ Path: '/', GroupName: 'staff', GroupId: idOf('AGPA'), Arn: at('group/staff'), CreateDate: TIME },
    ...{ GroupPolicyList: inlinePolicies, AttachedManagedPolicies: attachedPolicies },
  },
]
const named = { Path: '/', RoleName: 'app', RoleId: idOf('AROA'), Arn: at('role/app'), CreateDate: TIME }
const trusted = { AssumeRolePolicyDocument: document(TRUST) }
const profile = {
  Path: '/',
  InstanceProfileName: 'web',
  InstanceProfileId: idOf('AIPA'),
  Arn: at('instance-profile/web'),
  CreateDate: TIME,
}
const RoleDetailList = [
  {
    ...{ ...named, ...trusted, RolePolicyList: inlinePolicies, AttachedManagedPolicies: attachedPolicies, ...boundary(READ_ONLY), Tags },
    ...{
      RoleLastUsed: {},
      InstanceProfileList: [{ ...profile, Roles: [{ ...named, ...trusted, Description: 'd', MaxSessionDuration: 3_600 }] }],
    },
  },
]
const version = (VersionId: string, sent: string, IsDefaultVersion: boolean) => ({
  ...{ VersionId, IsDefaultVersion, CreateDate: TIME, Document: document(sent) },
})
const Policies = [
  {
    ...{
      PolicyName: 'own',
      PolicyId: idOf('ANPA'),
      Arn: OWN,
      Path: '/',
      DefaultVersionId: 'v2',
      AttachmentCount: 3,
      PermissionsBoundaryUsageCount: 0,
    },
    ...{ IsAttachable: true, CreateDate: TIME, UpdateDate: TIME },
    PolicyVersionList: [version('v2', NEWER, true), version('v1', KEPT, false)],
  },
]
const NONE = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], IsTruncated: false }

export const SUMMARY_AND_DETAILS: Rows = [
  ['GetAccountSummary', {}, summary({})],
  ['GetAccountAuthorizationDetails', {}, NONE],
  ['CreatePolicy', { PolicyName: 'own', PolicyDocument: KEPT, Description: 'd', Tags }, { Policy: ANY }],
  ['CreatePolicyVersion', { ...own, PolicyDocument: NEWER, SetAsDefault: true }, { PolicyVersion: ANY }],
  ['CreateGroup', STAFF, { Group: ANY }],
  ['CreateUser', { ...ANN, Path: '/team/', PermissionsBoundary: READ_ONLY, Tags }, { User: ANY }],
  ['AddUserToGroup', { ...ANN, ...STAFF }, {}],
  ['CreateRole', { ...APP, AssumeRolePolicyDocument: TRUST, Description: 'd', PermissionsBoundary: READ_ONLY, Tags }, { Role: ANY }],
  ['CreateInstanceProfile', { ...WEB, Tags }, { InstanceProfile: ANY }],
  ['AddRoleToInstanceProfile', { ...WEB, ...APP }, {}],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'd' }, { VirtualMFADevice: ANY }],
  ...(
    [
      ['User', ANN],
      ['Group', STAFF],
      ['Role', APP],
    ] as const
  ).flatMap(([kind, holder]): Row[] => [
    [`Put${kind}Policy`, { ...holder, PolicyName: 'inline', PolicyDocument: INLINE }, {}],
    [`Attach${kind}Policy`, { ...holder, ...own }, {}],
  ]),
  [
    'GetAccountSummary',
    {},
    summary({ Groups: 1, InstanceProfiles: 1, MFADevices: 1, Policies: 1, PolicyVersionsInUse: 2, Roles: 1, Users: 1 }),
  ],
  [
    'GetAccountAuthorizationDetails',
    { Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] },
    { UserDetailList, GroupDetailList, RoleDetailList, Policies, IsTruncated: false },
  ],
  ['GetAccountAuthorizationDetails', { MaxItems: 1 }, { ...NONE, UserDetailList, IsTruncated: true, Marker: ANY }],
  ({ Marker }) => ['GetAccountAuthorizationDetails', { MaxItems: 1, Marker }, { ...NONE, GroupDetailList, IsTruncated: true, Marker: ANY }],
  ({ Marker }) => ['GetAccountAuthorizationDetails', { MaxItems: 1, Marker }, { ...NONE, RoleDetailList, IsTruncated: true, Marker: ANY }],
  ({ Marker }) => ['GetAccountAuthorizationDetails', { MaxItems: 1, Marker }, { ...NONE, Policies, IsTruncated: true, Marker: ANY }],
  ({ Marker }) => ['GetAccountAuthorizationDetails', { MaxItems: 1, Marker }, { ...NONE, Policies: [expectedOfAws()] }],
]

/** The boundary of both: AWS's policies are there where they are used. Their ids are not known. */
function expectedOfAws(): object {
  return {
    ...{
      PolicyName: 'ReadOnlyAccess',
      Arn: READ_ONLY,
      Path: '/',
      DefaultVersionId: text(/^v\d+$/),
      AttachmentCount: 0,
    },
    ...{ PermissionsBoundaryUsageCount: 2, IsAttachable: true, CreateDate: TIME, UpdateDate: TIME, PolicyVersionList: [ANY] },
  }
}
