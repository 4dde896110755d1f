// Tables of calls: roles, service-linked roles and instance profiles.
import {
  ANY,
  allowing,
  at,
  BAD_PATH,
  badName,
  boundary,
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
  text,
  trusting,
} from './answers.js'
import type { Row } from './story.js'

const READ_ONLY = ofAws('ReadOnlyAccess')
const TRUST = trusting('ec2.amazonaws.com')
const OTHER_TRUST = ` ${trusting('lambda.amazonaws.com')}`.trim()
const APP = { RoleName: 'app' }
const Tags = [tag('Unit', 'ops'), tag('empty')]

/** What every answer shows of a role. */
const role = (RoleName: string, Path = '/', more = {}) => ({
  ...{
    Path,
    RoleName,
    RoleId: idOf('AROA'),
    Arn: at(`role${Path}${RoleName}`),
    CreateDate: TIME,
    AssumeRolePolicyDocument: document(TRUST),
  },
  ...more,
})
const DESCRIBED = { Description: 'runs the shop' }
const SHORT = { MaxSessionDuration: 3_600 }
const LONG = { MaxSessionDuration: 7_200 }
const UNUSED = { RoleLastUsed: {} }

export const ROLES: Rows = [
  [
    'CreateRole',
    { ...APP, Path: '/team/', AssumeRolePolicyDocument: TRUST, ...DESCRIBED, ...LONG, PermissionsBoundary: READ_ONLY, Tags },
    { Role: role('app', '/team/', { ...DESCRIBED, ...boundary(READ_ONLY), Tags }) },
  ],
  ['GetRole', { RoleName: 'APP' }, { Role: role('app', '/team/', { ...DESCRIBED, ...LONG, ...UNUSED, ...boundary(READ_ONLY), Tags }) }],
  ['CreateRole', { RoleName: 'Zoo', AssumeRolePolicyDocument: TRUST }, { Role: role('Zoo') }],
  ['GetRole', { RoleName: 'Zoo' }, { Role: role('Zoo', '/', { ...SHORT, ...UNUSED }) }],
  ...(
    [
      [{ RoleName: 'App' }, exists('Role', 'App')],
      [{ RoleName: 'a b' }, badName('roleName')],
      [{ Path: 'x/' }, BAD_PATH],
      [{ Path: '/aws-reserved/x/' }, ['InvalidInput', text(/^Path prefix '\/aws-reserved\/' can only be used for /)]],
      [{ MaxSessionDuration: 43_201 }, constraint('maxSessionDuration', 'have value less than or equal to 43200')],
      [{ PermissionsBoundary: at('policy/none') }, noScope(at('policy/none'))],
      [{ PermissionsBoundary: SERVICE_POLICY }, notForCustomers('Role')],
      [{ AssumeRolePolicyDocument: 'x' }, ['MalformedPolicyDocument', 'This policy contains invalid Json']],
      [{ AssumeRolePolicyDocument: allowing('sts:AssumeRole') }, ['MalformedPolicyDocument', 'Missing required field Principal']],
      [
        { AssumeRolePolicyDocument: TRUST.replace('"Action"', '"Resource":"*","Action"') },
        ['MalformedPolicyDocument', 'Has prohibited field Resource'],
      ],
      [
        { AssumeRolePolicyDocument: TRUST.replace('"Service":"ec2.amazonaws.com"', `"AWS":"${at('user/none')}"`) },
        ['MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${at('user/none')}"`],
      ],
      [{ Tags: [tag('k'), tag('K')] }, DUPLICATE_TAGS],
    ] as const
  ).map(([wrong, error]): Row => ['CreateRole', { RoleName: 'bad', AssumeRolePolicyDocument: TRUST, ...wrong }, error]),
  ...listed(['ListRoles', {}], { Roles: [role('app', '/team/', { ...DESCRIBED, ...LONG }), role('Zoo', '/', SHORT)] }),
  ...listed(['ListRoles', { PathPrefix: '/team' }], { Roles: [role('app', '/team/', { ...DESCRIBED, ...LONG })] }),
  ['TagRole', { ...APP, Tags: [tag('unit'), tag('b', '1')] }, {}],
  ['UntagRole', { ...APP, TagKeys: ['empty', 'none'] }, {}],
  ...listed(['ListRoleTags', APP], { Tags: [tag('b', '1'), tag('unit')] }),
  ['DeleteRolePermissionsBoundary', APP, {}],
  ['DeleteRolePermissionsBoundary', APP, ['NoSuchEntity', 'The permissions boundary of role app cannot be found.']],
  ['PutRolePermissionsBoundary', { ...APP, PermissionsBoundary: at('policy/none') }, noScope(at('policy/none'))],
  ['PutRolePermissionsBoundary', { ...APP, PermissionsBoundary: ofAws('PowerUserAccess') }, {}],
  ['UpdateAssumeRolePolicy', { ...APP, PolicyDocument: OTHER_TRUST }, {}],
  ['UpdateAssumeRolePolicy', { ...APP, PolicyDocument: '{}' }, ['MalformedPolicyDocument', 'Syntax errors in policy.']],
  ['UpdateRole', { ...APP, MaxSessionDuration: 43_200 }, {}],
  ['UpdateRole', { ...APP, Description: '' }, {}],
  ...changed({ MaxSessionDuration: 43_200, Description: '' }),
  ['UpdateRole', { ...APP, MaxSessionDuration: 43_201 }, constraint('maxSessionDuration', 'have value less than or equal to 43200')],
  ['UntagRole', { ...APP, TagKeys: ['unit', 'b'] }, {}],
  ['ListRoleTags', APP, { Tags: [], IsTruncated: false }],
  ['TagRole', { ...APP, Tags }, {}],
  ['DeleteRole', { RoleName: 'zoo' }, {}],
  ...(
    [
      ['GetRole', {}],
      ['DeleteRole', {}],
      ['UpdateRole', SHORT],
      ['UpdateRoleDescription', DESCRIBED],
      ['UpdateAssumeRolePolicy', { PolicyDocument: TRUST }],
      ['TagRole', { Tags }],
      ['UntagRole', { TagKeys: ['k'] }],
      ['ListRoleTags', {}],
      ['PutRolePermissionsBoundary', { PermissionsBoundary: READ_ONLY }],
      ['DeleteRolePermissionsBoundary', {}],
      ['ListInstanceProfilesForRole', {}],
    ] as const
  ).map(([operation, asked]): Row => [operation, { RoleName: 'Zoo', ...asked }, missing('role', 'Zoo')]),
  ...rolesInUse(),
]

/** What `UpdateRole` has left, and what `UpdateRoleDescription` returns. */
function changed(left: object): Rows {
  const kept = {
    ...boundary(ofAws('PowerUserAccess')),
    Tags: [tag('unit'), tag('b', '1')],
    AssumeRolePolicyDocument: document(OTHER_TRUST),
  }
  return [
    ['GetRole', APP, { Role: role('app', '/team/', { ...kept, ...left, ...UNUSED }) }],
    ['UpdateRoleDescription', { ...APP, ...DESCRIBED }, { Role: role('app', '/team/', { ...kept, ...left, ...DESCRIBED }) }],
  ]
}

/** In which order IAM asks for the removal of what a role has; its boundary and its tags may stay. */
function rolesInUse(): Rows {
  const WEB = { InstanceProfileName: 'web' }
  return [
    ['AttachRolePolicy', { ...APP, PolicyArn: READ_ONLY }, {}],
    ['PutRolePolicy', { ...APP, PolicyName: 'p', PolicyDocument: allowing('s3:*') }, {}],
    ['CreateInstanceProfile', WEB, { InstanceProfile: ANY }],
    ['AddRoleToInstanceProfile', { ...WEB, ...APP }, {}],
    ['DeleteRole', APP, mustFirst('detach all policies')],
    ['DetachRolePolicy', { ...APP, PolicyArn: READ_ONLY }, {}],
    ['DeleteRole', APP, mustFirst('delete policies')],
    ['DeleteRolePolicy', { ...APP, PolicyName: 'p' }, {}],
    ['DeleteRole', APP, mustFirst('remove roles from instance profile')],
    ['RemoveRoleFromInstanceProfile', { ...WEB, ...APP }, {}],
    ['DeleteRole', APP, {}],
    ['DeleteInstanceProfile', WEB, {}],
    ['ListRoles', {}, { Roles: [], IsTruncated: false }],
  ]
}

const WEB = { InstanceProfileName: 'web' }
const profile = (InstanceProfileName: string, Path: string, more: object) => ({
  ...{
    Path,
    InstanceProfileName,
    InstanceProfileId: idOf('AIPA'),
    Arn: at(`instance-profile${Path}${InstanceProfileName}`),
    CreateDate: TIME,
  },
  ...more,
})
const noProfile = ['NoSuchEntity', 'Instance Profile web cannot be found.'] as const
const held = role('held', '/', { ...DESCRIBED, ...SHORT })

export const INSTANCE_PROFILES: Rows = [
  ['CreateRole', { RoleName: 'held', AssumeRolePolicyDocument: TRUST, ...DESCRIBED, PermissionsBoundary: READ_ONLY, Tags }, { Role: ANY }],
  ['CreateInstanceProfile', { ...WEB, Path: '/team/', Tags }, { InstanceProfile: profile('web', '/team/', { Roles: [], Tags }) }],
  ['CreateInstanceProfile', { InstanceProfileName: 'API' }, { InstanceProfile: profile('API', '/', { Roles: [] }) }],
  ['CreateInstanceProfile', { InstanceProfileName: 'WEB' }, ['EntityAlreadyExists', 'Instance Profile WEB already exists.']],
  ['CreateInstanceProfile', { InstanceProfileName: 'a b' }, badName('instanceProfileName')],
  ['CreateInstanceProfile', { InstanceProfileName: 'x', Path: 'x' }, BAD_PATH],
  ['AddRoleToInstanceProfile', { ...WEB, RoleName: 'none' }, missing('role', 'none')],
  ['AddRoleToInstanceProfile', { ...WEB, RoleName: 'held' }, {}],
  ['AddRoleToInstanceProfile', { ...WEB, RoleName: 'held' }, quota('InstanceSessionsPerInstanceProfile', 1)],
  ['GetInstanceProfile', { InstanceProfileName: 'Web' }, { InstanceProfile: profile('web', '/team/', { Roles: [held], Tags }) }],
  ...listed(['ListInstanceProfiles', {}], {
    InstanceProfiles: [profile('API', '/', { Roles: [] }), profile('web', '/team/', { Roles: [held] })],
  }),
  ...listed(['ListInstanceProfiles', { PathPrefix: '/team/' }], { InstanceProfiles: [profile('web', '/team/', { Roles: [held] })] }),
  ['AddRoleToInstanceProfile', { InstanceProfileName: 'API', RoleName: 'held' }, {}],
  ...listed(['ListInstanceProfilesForRole', { RoleName: 'held' }], {
    InstanceProfiles: [profile('API', '/', { Roles: [held] }), profile('web', '/team/', { Roles: [held] })],
  }),
  ['TagInstanceProfile', { ...WEB, Tags: [tag('a', '1'), tag('Unit')] }, {}],
  ['TagInstanceProfile', { ...WEB, Tags: [tag('unit')] }, DUPLICATE_TAGS],
  ['UntagInstanceProfile', { ...WEB, TagKeys: ['empty', 'UNIT'] }, {}],
  ...listed(['ListInstanceProfileTags', WEB], { Tags: [tag('Unit'), tag('a', '1')] }),
  ['DeleteInstanceProfile', WEB, mustFirst('remove roles from instance profile')],
  ['RemoveRoleFromInstanceProfile', { InstanceProfileName: 'API', RoleName: 'held' }, {}],
  [
    'RemoveRoleFromInstanceProfile',
    { InstanceProfileName: 'API', RoleName: 'held' },
    ['NoSuchEntity', 'Role held in instance profile API cannot be found.'],
  ],
  ['RemoveRoleFromInstanceProfile', { ...WEB, RoleName: 'held' }, {}],
  ['ListInstanceProfilesForRole', { RoleName: 'held' }, { InstanceProfiles: [], IsTruncated: false }],
  ['DeleteInstanceProfile', WEB, {}],
  ['DeleteInstanceProfile', { InstanceProfileName: 'api' }, {}],
  ...(
    [
      ['GetInstanceProfile', {}],
      ['DeleteInstanceProfile', {}],
      ['AddRoleToInstanceProfile', { RoleName: 'none' }],
      ['RemoveRoleFromInstanceProfile', { RoleName: 'none' }],
      ['TagInstanceProfile', { Tags }],
      ['UntagInstanceProfile', { TagKeys: ['k'] }],
      ['ListInstanceProfileTags', {}],
    ] as const
  ).map(([operation, asked]): Row => [operation, { ...WEB, ...asked }, noProfile]),
  ['ListInstanceProfiles', {}, { InstanceProfiles: [], IsTruncated: false }],
  ['DeleteRole', { RoleName: 'held' }, {}],
]

const LINKED = { RoleName: 'AWSServiceRoleForAutoScaling_web' }
const service = { AWSServiceName: 'autoscaling.amazonaws.com' }
const servicePolicy = 'AutoScalingServiceRolePolicy'
const linked = (more: object) => ({
  ...role(LINKED.RoleName, '/aws-service-role/autoscaling.amazonaws.com/', more),
  AssumeRolePolicyDocument: document(trusting('autoscaling.amazonaws.com')),
})
const onlyByAws = [
  'UnmodifiableEntity',
  `Cannot perform the operation on the protected role '${LINKED.RoleName}' - this role is only modifiable by AWS`,
] as const
const taken = `Service role name ${LINKED.RoleName} has been taken in this account, please try a different suffix.`

export const SERVICE_LINKED_ROLES: Rows = [
  ['CreateServiceLinkedRole', { ...service, CustomSuffix: 'web', Description: 'ours' }, { Role: linked({ Description: 'ours' }) }],
  ['CreateServiceLinkedRole', { ...service, CustomSuffix: 'web' }, ['InvalidInput', taken]],
  [
    'CreateServiceLinkedRole',
    { AWSServiceName: 'rds.amazonaws.com', CustomSuffix: 'web' },
    ['InvalidInput', 'Custom suffix is not allowed for rds.amazonaws.com'],
  ],
  [
    'CreateServiceLinkedRole',
    { AWSServiceName: 'x.amazonaws.com' },
    ['InvalidInput', 'x.amazonaws.com has no service-linked role that this version of daypass knows.'],
  ],
  ['GetRole', LINKED, { Role: linked({ Description: 'ours', ...SHORT, ...UNUSED }) }],
  ...listed(['ListRoles', { PathPrefix: '/aws-service-role/' }], { Roles: [linked({ Description: 'ours', ...SHORT })] }),
  ...listed(['ListAttachedRolePolicies', LINKED], {
    AttachedPolicies: [{ PolicyName: servicePolicy, PolicyArn: ofAws(`aws-service-role/${servicePolicy}`) }],
  }),
  ['TagRole', { ...LINKED, Tags }, {}],
  ['UpdateRoleDescription', { ...LINKED, ...DESCRIBED }, { Role: linked({ ...DESCRIBED, ...SHORT, Tags }) }],
  ['UpdateRole', { ...LINKED, Description: 'ours again' }, {}],
  ['GetRole', LINKED, { Role: linked({ Description: 'ours again', ...SHORT, ...UNUSED, Tags }) }],
  ['UntagRole', { ...LINKED, TagKeys: ['Unit', 'empty'] }, {}],
  ...(
    [
      ['DeleteRole', {}],
      ['UpdateRole', LONG],
      ['UpdateAssumeRolePolicy', { PolicyDocument: TRUST }],
      ['AttachRolePolicy', { PolicyArn: READ_ONLY }],
      ['DetachRolePolicy', { PolicyArn: ofAws(`aws-service-role/${servicePolicy}`) }],
      ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: allowing('s3:*') }],
      ['DeleteRolePolicy', { PolicyName: 'p' }],
      ['PutRolePermissionsBoundary', { PermissionsBoundary: READ_ONLY }],
      ['DeleteRolePermissionsBoundary', {}],
    ] as const
  ).map(([operation, asked]): Row => [operation, { ...LINKED, ...asked }, onlyByAws]),
  [
    'DeleteServiceLinkedRole',
    LINKED,
    { DeletionTaskId: text(/^task\/aws-service-role\/autoscaling\.amazonaws\.com\/\w+\/[0-9a-f-]{36}$/) },
  ],
  ({ DeletionTaskId }) => ['GetServiceLinkedRoleDeletionStatus', { DeletionTaskId }, { Status: 'SUCCEEDED' }],
  ({ DeletionTaskId }) => [
    'GetServiceLinkedRoleDeletionStatus',
    { DeletionTaskId: `${DeletionTaskId}0` },
    ['NoSuchEntity', `The deletion task with id ${DeletionTaskId}0 cannot be found.`],
  ],
  ['DeleteServiceLinkedRole', LINKED, missing('role', LINKED.RoleName)],
  ['GetRole', LINKED, missing('role', LINKED.RoleName)],
]
