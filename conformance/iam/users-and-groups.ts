// Tables of calls: users, groups and their members, and what must go before a user or a group does.
import { readFileSync } from 'node:fs'
import {
  ACCOUNT,
  ANY,
  allowing,
  at,
  BAD_PATH,
  badName,
  boundary,
  codesOf,
  constraint,
  DUPLICATE_TAGS,
  document,
  exists,
  idOf,
  listed,
  missing,
  mustFirst,
  noScope,
  notForCustomers,
  ofAws,
  quota,
  type Rows,
  SERVICE_POLICY,
  TIME,
  tag,
} from './answers.js'
import type { Row } from './story.js'

const READ_ONLY = ofAws('ReadOnlyAccess')
const ANN = { UserName: 'ann' }
const ANNA = { UserName: 'anna' }
const Tags = [tag('Unit', 'ops'), tag('empty')]

/** A user as IAM shows it; `more` is what only it has. */
export const user = (UserName: string, Path = '/', more = {}) => ({
  ...{ Path, UserName, UserId: idOf('AIDA'), Arn: at(`user${Path}${UserName}`), CreateDate: TIME },
  ...more,
})
const everything = user('ann', '/team/', { ...boundary(READ_ONLY), Tags })

export const USERS: Rows = [
  ['CreateUser', { ...ANN, Path: '/team/', PermissionsBoundary: READ_ONLY, Tags }, { User: everything }],
  ['GetUser', ANN, { User: everything }],
  ['CreateUser', { UserName: 'Bob' }, { User: user('Bob') }],
  ['GetUser', { UserName: 'bob' }, { User: user('Bob') }],
  ['GetUser', {}, { User: { Path: '/', UserId: ACCOUNT, Arn: at('root'), CreateDate: TIME } }],
  ['CreateUser', { UserName: 'ANN' }, exists('User', 'ANN')],
  ['CreateUser', { UserName: 'a b' }, badName('userName')],
  ['CreateUser', { UserName: 'x', Path: 'team' }, BAD_PATH],
  ['CreateUser', { UserName: 'x', PermissionsBoundary: SERVICE_POLICY }, notForCustomers('User')],
  ['CreateUser', { UserName: 'x', PermissionsBoundary: at('policy/none') }, noScope(at('policy/none'))],
  [
    'CreateUser',
    { UserName: 'x', PermissionsBoundary: 'a-policy-without-an-arn' },
    ['ValidationError', 'Invalid ARN:  Could not be parsed!'],
  ],
  ...(
    [
      [[tag('k'), tag('K')], DUPLICATE_TAGS],
      [[tag('aws:k')], ['InvalidInput', 'Tag keys that begin with aws: are reserved for system use.']],
      [Array.from({ length: 51 }, (_, i) => tag(`${i}`)), constraint('tags', 'have length less than or equal to 50')],
    ] as const
  ).map(([wrong, error]): Row => ['CreateUser', { UserName: 'x', Tags: wrong }, error]),
  ...listed(['ListUsers', {}], { Users: [user('ann', '/team/'), user('Bob')] }),
  ...listed(['ListUsers', { PathPrefix: '/te' }], { Users: [user('ann', '/team/')] }),
  ['TagUser', { ...ANN, Tags: [tag('unit'), tag('b', '1')] }, {}],
  ['GetUser', ANN, { User: { ...everything, Tags: [tag('empty'), tag('unit'), tag('b', '1')] } }],
  ['UntagUser', { ...ANN, TagKeys: ['EMPTY', 'none'] }, {}],
  ...listed(['ListUserTags', ANN], { Tags: [tag('b', '1'), tag('unit')] }),
  ['UntagUser', { ...ANN, TagKeys: ['Unit', 'b'] }, {}],
  ['ListUserTags', ANN, { Tags: [], IsTruncated: false }],
  ['DeleteUserPermissionsBoundary', ANN, {}],
  ['DeleteUserPermissionsBoundary', ANN, ['NoSuchEntity', 'The permissions boundary of user ann cannot be found.']],
  ['GetUser', ANN, { User: user('ann', '/team/') }],
  ['PutUserPermissionsBoundary', { ...ANN, PermissionsBoundary: ofAws('AdministratorAccess') }, {}],
  ['PutUserPermissionsBoundary', { ...ANN, PermissionsBoundary: at('policy/none') }, noScope(at('policy/none'))],
  ['UpdateUser', { ...ANN, NewUserName: 'bob' }, exists('User', 'bob')],
  ['GetUser', ANN, { User: user('ann', '/team/', boundary(ofAws('AdministratorAccess'))) }],
  ['UpdateUser', { ...ANN, NewUserName: 'anna', NewPath: '/crew/' }, {}],
  ['GetUser', ANN, missing('user', 'ann')],
  ['UpdateUser', { ...ANN, NewPath: '/' }, missing('user', 'ann')],
  ({ UserId }) => ['GetUser', ANNA, { User: { ...user('anna', '/crew/', boundary(ofAws('AdministratorAccess'))), UserId } }],
  ['UpdateUser', ANNA, {}],
  ['UpdateUser', { ...ANNA, NewUserName: 'Anna' }, {}],
  ['UpdateUser', { ...ANNA, NewUserName: 'a b' }, badName('newUserName')],
  ({ UserId }) => ['CreateUser', ANN, { User: { ...user('ann'), UserId: idOf('AIDA', UserId) } }],
  ...['ann', 'anna', 'Bob'].map((UserName): Row => ['DeleteUser', { UserName }, {}]),
  ...['DeleteUser', 'TagUser', 'UntagUser', 'ListUserTags', 'DeleteUserPermissionsBoundary', 'PutUserPermissionsBoundary'].map(
    (operation): Row => {
      const asked = { TagUser: { Tags }, UntagUser: { TagKeys: ['k'] }, PutUserPermissionsBoundary: { PermissionsBoundary: READ_ONLY } }
      return [operation, { ...ANN, ...asked[operation as keyof typeof asked] }, missing('user', 'ann')]
    },
  ),
  ['ListUsers', {}, { Users: [], IsTruncated: false }],
]

const COOKS = { GroupName: 'cooks' }
const group = (GroupName: string, Path = '/') => ({
  ...{ Path, GroupName, GroupId: idOf('AGPA'), Arn: at(`group${Path}${GroupName}`), CreateDate: TIME },
})
export const GROUPS: Rows = [
  ['CreateGroup', { ...COOKS, Path: '/team/' }, { Group: group('cooks', '/team/') }],
  ['GetGroup', { GroupName: 'COOKS' }, { Group: group('cooks', '/team/'), Users: [], IsTruncated: false }],
  ['CreateGroup', { GroupName: 'Cooks' }, exists('Group', 'Cooks')],
  ['CreateGroup', { GroupName: 'a b' }, badName('groupName')],
  ['CreateGroup', { GroupName: 'x', Path: '/x' }, BAD_PATH],
  ['CreateGroup', { GroupName: 'Bakers' }, { Group: group('Bakers') }],
  ...listed(['ListGroups', {}], { Groups: [group('Bakers'), group('cooks', '/team/')] }),
  ...listed(['ListGroups', { PathPrefix: '/team/' }], { Groups: [group('cooks', '/team/')] }),
  ['CreateUser', { ...ANN, PermissionsBoundary: READ_ONLY, Tags }, { User: ANY }],
  ['CreateUser', { UserName: 'Bob' }, { User: ANY }],
  ['AddUserToGroup', { ...COOKS, UserName: 'eve' }, missing('user', 'eve')],
  ['AddUserToGroup', { GroupName: 'x', UserName: 'eve' }, missing('group', 'x')],
  ['RemoveUserFromGroup', { ...COOKS, ...ANN }, missing('user', 'ann')],
  ...['Bob', 'ann', 'ann'].map((UserName): Row => ['AddUserToGroup', { ...COOKS, UserName }, {}]),
  ['AddUserToGroup', { GroupName: 'Bakers', ...ANN }, {}],
  ...listed(['GetGroup', COOKS], { Users: [user('ann'), user('Bob')] }, { Group: group('cooks', '/team/') }),
  ...listed(['ListGroupsForUser', ANN], { Groups: [group('Bakers'), group('cooks', '/team/')] }),
  ['UpdateGroup', { ...COOKS, NewGroupName: 'bakers' }, exists('Group', 'bakers')],
  ['PutGroupPolicy', { ...COOKS, PolicyName: 'p', PolicyDocument: allowing('s3:*') }, {}],
  ['AttachGroupPolicy', { ...COOKS, PolicyArn: READ_ONLY }, {}],
  ['UpdateGroup', { ...COOKS, NewPath: '/crew/', NewGroupName: 'Chefs' }, {}],
  ['GetGroup', COOKS, missing('group', 'cooks')],
  ['UpdateGroup', COOKS, missing('group', 'cooks')],
  ['ListGroupsForUser', { UserName: 'Bob' }, { Groups: [group('Chefs', '/crew/')], IsTruncated: false }],
  ['ListGroupPolicies', { GroupName: 'chefs' }, { PolicyNames: ['p'], IsTruncated: false }],
  [
    'GetGroupPolicy',
    { GroupName: 'chefs', PolicyName: 'p' },
    { GroupName: 'Chefs', PolicyName: 'p', PolicyDocument: document(allowing('s3:*')) },
  ],
  [
    'ListAttachedGroupPolicies',
    { GroupName: 'chefs' },
    { AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY }], IsTruncated: false },
  ],
  [
    'ListEntitiesForPolicy',
    { PolicyArn: READ_ONLY, PolicyUsageFilter: 'PermissionsPolicy' },
    { PolicyGroups: [{ GroupName: 'Chefs', GroupId: idOf('AGPA') }], PolicyUsers: [], PolicyRoles: [], IsTruncated: false },
  ],
  ['DeleteGroup', { GroupName: 'Chefs' }, mustFirst('remove users from group')],
  ...['ann', 'Bob'].map((UserName): Row => ['RemoveUserFromGroup', { GroupName: 'Chefs', UserName }, {}]),
  ['DeleteGroup', { GroupName: 'Chefs' }, mustFirst('detach all policies')],
  ['DetachGroupPolicy', { GroupName: 'Chefs', PolicyArn: READ_ONLY }, {}],
  ['DeleteGroup', { GroupName: 'Chefs' }, mustFirst('delete policies')],
  ['DeleteGroupPolicy', { GroupName: 'Chefs', PolicyName: 'p' }, {}],
  ['DeleteGroup', { GroupName: 'Chefs' }, {}],
  ['DeleteGroup', { GroupName: 'Chefs' }, missing('group', 'Chefs')],
  ['DeleteUser', ANN, mustFirst('remove users from group')],
  ['RemoveUserFromGroup', { GroupName: 'Bakers', ...ANN }, {}],
  ['DeleteGroup', { GroupName: 'Bakers' }, {}],
  ['ListGroups', {}, { Groups: [], IsTruncated: false }],
]

const ELEVEN = Array.from({ length: 11 }, (_, i) => ({ GroupName: `g${i}` }))

export const GROUPS_OF_A_USER: Rows = [
  ['CreateUser', ANN, { User: ANY }],
  ...ELEVEN.map((named): Row => ['CreateGroup', named, { Group: ANY }]),
  ...ELEVEN.slice(1).map((named): Row => ['AddUserToGroup', { ...named, ...ANN }, {}]),
  ['AddUserToGroup', { GroupName: 'g0', ...ANN }, quota('GroupsPerUser', 10)],
  ['RemoveUserFromGroup', { GroupName: 'g5', ...ANN }, {}],
  ['AddUserToGroup', { GroupName: 'g0', ...ANN }, {}],
]

const FULL = { UserName: 'full' }
const CERTIFICATE = readFileSync(new URL('../../vectors/certificates/root.pem', import.meta.url), 'utf8')
const SERIAL = at('mfa/of-full')
const refuses = (what: string): Row => ['DeleteUser', FULL, mustFirst(what)]

/** Everything that a user can have, and in which order IAM asks for its removal. */
export const USER_IN_USE: Rows = [
  ['CreateUser', { ...FULL, PermissionsBoundary: READ_ONLY, Tags }, { User: ANY }],
  ['CreateGroup', { GroupName: 'of-full' }, { Group: ANY }],
  ['AddUserToGroup', { ...FULL, GroupName: 'of-full' }, {}],
  ['AttachUserPolicy', { ...FULL, PolicyArn: READ_ONLY }, {}],
  ['PutUserPolicy', { ...FULL, PolicyName: 'p', PolicyDocument: allowing('s3:*') }, {}],
  ['CreateLoginProfile', { ...FULL, Password: 'Pass-word-1' }, { LoginProfile: ANY }],
  ['CreateAccessKey', FULL, { AccessKey: ANY }],
  ({ AccessKeyId }) => ['UpdateAccessKey', { ...FULL, AccessKeyId, Status: 'Inactive' }, {}],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'of-full' }, { VirtualMFADevice: ANY }],
  ({ Base32StringSeed = '' }) => {
    const [AuthenticationCode1, AuthenticationCode2] = codesOf(Base32StringSeed)
    return ['EnableMFADevice', { ...FULL, SerialNumber: SERIAL, AuthenticationCode1, AuthenticationCode2 }, {}]
  },
  ['UploadSigningCertificate', { ...FULL, CertificateBody: CERTIFICATE }, { Certificate: ANY }],
  ['CreateServiceSpecificCredential', { ...FULL, ServiceName: 'codecommit.amazonaws.com' }, { ServiceSpecificCredential: ANY }],
  refuses('remove users from group'),
  ['RemoveUserFromGroup', { ...FULL, GroupName: 'of-full' }, {}],
  refuses('detach all policies'),
  ['DetachUserPolicy', { ...FULL, PolicyArn: READ_ONLY }, {}],
  refuses('delete policies'),
  ['DeleteUserPolicy', { ...FULL, PolicyName: 'p' }, {}],
  refuses('delete login profile'),
  ['DeleteLoginProfile', FULL, {}],
  refuses('delete access keys'),
  ({ AccessKeyId }) => ['DeleteAccessKey', { ...FULL, AccessKeyId }, {}],
  refuses('delete MFA device'),
  ['DeactivateMFADevice', { ...FULL, SerialNumber: SERIAL }, {}],
  refuses('delete signing certificates'),
  ({ CertificateId }) => ['DeleteSigningCertificate', { ...FULL, CertificateId }, {}],
  refuses('remove referenced objects'),
  ({ ServiceSpecificCredentialId }) => ['DeleteServiceSpecificCredential', { ...FULL, ServiceSpecificCredentialId }, {}],
  ['DeleteUser', FULL, {}],
  ['DeleteVirtualMFADevice', { SerialNumber: SERIAL }, {}],
  ['DeleteGroup', { GroupName: 'of-full' }, {}],
]
