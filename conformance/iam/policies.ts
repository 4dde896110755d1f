// Tables of calls: inline policies of users, groups and roles, managed policies with their versions, and where they are attached.
import {
  ANY,
  allowing,
  at,
  BAD_PATH,
  badName,
  DUPLICATE_TAGS,
  document,
  idOf,
  listed,
  missing,
  noScope,
  notForCustomers,
  ofAws,
  quota,
  type Rows,
  SERVICE_POLICY,
  TIME,
  tag,
  trusting,
} from './answers.js'
import type { Row } from './story.js'

const [FIRST, SECOND] = [allowing('s3:GetObject'), allowing('s3:PutObject')]
const READ_ONLY = ofAws('ReadOnlyAccess')
const TRUST = trusting('ec2.amazonaws.com')
const Tags = [tag('Unit', 'ops'), tag('empty')]
const malformed = (text: string) => ['MalformedPolicyDocument', text] as const

/** A kind of thing that has policies. */
interface Holder {
  readonly kind: 'User' | 'Group' | 'Role'
  readonly inlineSize: number
  readonly more: object
}
const HOLDERS: readonly Holder[] = [
  { kind: 'User', inlineSize: 2_048, more: {} },
  { kind: 'Group', inlineSize: 5_120, more: {} },
  { kind: 'Role', inlineSize: 10_240, more: { AssumeRolePolicyDocument: TRUST } },
]
const named = (kind: string, name: string) => ({ [`${kind}Name`]: name })

/** The statements whose size is this, white space apart. */
function ofSize(size: number): string {
  const around = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::"}}'
  return ` ${around.replace(':::', `:::${'b'.repeat(size - around.length)}`)}`.trim()
}

export const INLINE_POLICIES: Rows = HOLDERS.flatMap(({ kind, inlineSize, more }): Rows => {
  const held = named(kind, 'h')
  const inline = { ...held, PolicyName: 'Inline' }
  const small = kind.toLowerCase()
  const none = ['NoSuchEntity', `The ${small} policy with name inline cannot be found.`] as const
  return [
    [`Create${kind}`, { ...held, ...more }, { [kind]: ANY }],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: FIRST }, {}],
    [`Get${kind}Policy`, inline, { ...inline, PolicyDocument: document(FIRST) }],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: SECOND }, {}],
    [`Get${kind}Policy`, { ...inline, ...named(kind, 'H') }, { ...inline, PolicyDocument: document(SECOND) }],
    [`Put${kind}Policy`, { ...inline, PolicyName: 'a', PolicyDocument: FIRST }, {}],
    ...listed([`List${kind}Policies`, held], { PolicyNames: ['Inline', 'a'] }),
    [`Delete${kind}Policy`, { ...inline, PolicyName: 'a' }, {}],
    [`Get${kind}Policy`, { ...inline, PolicyName: 'inline' }, none],
    [`Delete${kind}Policy`, { ...inline, PolicyName: 'inline' }, none],
    [`Put${kind}Policy`, { ...inline, PolicyName: 'a b', PolicyDocument: FIRST }, badName('policyName')],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: 'x' }, malformed('Syntax errors in policy.')],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: '{"Version":"2012-10-17"}' }, malformed('Syntax errors in policy.')],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: TRUST }, malformed('Policy document should not specify a principal.')],
    [`Put${kind}Policy`, { ...inline, PolicyDocument: ofSize(inlineSize) }, {}],
    [
      `Put${kind}Policy`,
      { ...inline, PolicyName: 'b', PolicyDocument: FIRST },
      ['LimitExceeded', `Maximum policy size of ${inlineSize} bytes exceeded for ${small} h`],
    ],
    [`Delete${kind}Policy`, inline, {}],
    ...['Get', 'Delete'].map((verb): Row => [`${verb}${kind}Policy`, { ...inline, ...named(kind, 'none') }, missing(small, 'none')]),
    [`Put${kind}Policy`, { ...inline, ...named(kind, 'none'), PolicyDocument: FIRST }, missing(small, 'none')],
    [`List${kind}Policies`, named(kind, 'none'), missing(small, 'none')],
    [`List${kind}Policies`, held, { PolicyNames: [], IsTruncated: false }],
    [`Delete${kind}`, held, {}],
  ]
})

const KEPT = at('policy/team/kept')
const kept = { PolicyArn: KEPT }
const policy = (PolicyName: string, Path: string, more = {}) => ({
  ...{ PolicyName, PolicyId: idOf('ANPA'), Arn: at(`policy${Path}${PolicyName}`), Path, DefaultVersionId: 'v1', AttachmentCount: 0 },
  ...{ PermissionsBoundaryUsageCount: 0, IsAttachable: true, CreateDate: TIME, UpdateDate: TIME },
  ...more,
})
const version = (VersionId: string, IsDefaultVersion: boolean) => ({ VersionId, IsDefaultVersion, CreateDate: TIME })
const notFound = (arn: string) => ['NoSuchEntity', `Policy ${arn} was not found.`] as const
const noVersion = (id: string) => ['NoSuchEntity', `Policy ${KEPT} version ${id} does not exist or is not attachable.`] as const
const notAttachable = (arn: string) => ['NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`] as const
const NOT_AN_ARN = ['ValidationError', 'Invalid ARN:  Could not be parsed!'] as const
const MANY_VERSIONS =
  "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy."
const SIX_VERSIONS = 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.'
const DESCRIBED = { Description: 'for readers' }

export const MANAGED_POLICIES: Rows = [
  [
    'CreatePolicy',
    { PolicyName: 'kept', Path: '/team/', PolicyDocument: FIRST, ...DESCRIBED, Tags },
    { Policy: policy('kept', '/team/', { Tags }) },
  ],
  ['GetPolicy', kept, { Policy: policy('kept', '/team/', { ...DESCRIBED, Tags }) }],
  ['CreatePolicy', { PolicyName: 'Also', PolicyDocument: FIRST }, { Policy: policy('Also', '/') }],
  ['GetPolicy', { PolicyArn: at('policy/Also') }, { Policy: policy('Also', '/', { Tags: [] }) }],
  ...(
    [
      [{ PolicyName: 'KEPT' }, ['EntityAlreadyExists', 'A policy called KEPT already exists. Duplicate names are not allowed.']],
      [{ PolicyName: 'a b' }, badName('policyName')],
      [{ Path: '//' }, BAD_PATH],
      [{ PolicyDocument: 'x' }, malformed('Syntax errors in policy.')],
      [{ PolicyDocument: FIRST.replace('2012-10-17', '2008-10-17') }, malformed('Policy document must be version 2012-10-17 or greater.')],
      [{ PolicyDocument: TRUST }, malformed('Policy document should not specify a principal.')],
      [{ PolicyDocument: ofSize(6_145) }, quota('PolicySize', 6_144)],
      [{ Tags: [tag('k'), tag('k')] }, DUPLICATE_TAGS],
    ] as const
  ).map(([wrong, error]): Row => ['CreatePolicy', { PolicyName: 'bad', PolicyDocument: FIRST, ...wrong }, error]),
  ...listed(['ListPolicies', { Scope: 'Local' }], { Policies: [policy('Also', '/'), policy('kept', '/team/')] }),
  ...listed(['ListPolicies', { Scope: 'Local', PathPrefix: '/team/' }], { Policies: [policy('kept', '/team/')] }),
  ['ListPolicies', { Scope: 'Local', PathPrefix: '/team' }, ['ValidationError', BAD_PATH[1].replace('path', 'pathPrefix')]],
  ['TagPolicy', { ...kept, Tags: [tag('Unit')] }, {}],
  ['UntagPolicy', { ...kept, TagKeys: ['UNIT', 'none'] }, {}],
  ...listed(['ListPolicyTags', kept], { Tags: [tag('Unit'), tag('empty')] }),
  ['GetPolicyVersion', { ...kept, VersionId: 'v1' }, { PolicyVersion: { ...version('v1', true), Document: document(FIRST) } }],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: SECOND }, { PolicyVersion: version('v2', false) }],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: SECOND, SetAsDefault: true }, { PolicyVersion: version('v3', true) }],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: '{}' }, malformed('Policy document must be version 2012-10-17 or greater.')],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: FIRST }, { PolicyVersion: version('v4', false) }],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: FIRST }, { PolicyVersion: version('v5', false) }],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: FIRST }, ['LimitExceeded', SIX_VERSIONS]],
  ['DeletePolicyVersion', { ...kept, VersionId: 'v5' }, {}],
  ['DeletePolicyVersion', { ...kept, VersionId: 'v4' }, {}],
  ['GetPolicyVersion', { ...kept, VersionId: 'v5' }, noVersion('v5')],
  ['CreatePolicyVersion', { ...kept, PolicyDocument: FIRST }, { PolicyVersion: version('v6', false) }],
  ...listed(['ListPolicyVersions', kept], {
    Versions: [version('v6', false), version('v3', true), version('v2', false), version('v1', false)],
  }),
  ['GetPolicy', kept, { Policy: policy('kept', '/team/', { ...DESCRIBED, DefaultVersionId: 'v3', Tags: [tag('empty'), tag('Unit')] }) }],
  ['UntagPolicy', { ...kept, TagKeys: ['Unit', 'empty'] }, {}],
  ['ListPolicyTags', kept, { Tags: [], IsTruncated: false }],
  ['SetDefaultPolicyVersion', { ...kept, VersionId: 'v1' }, {}],
  ['SetDefaultPolicyVersion', { ...kept, VersionId: 'v4' }, noVersion('v4')],
  ['GetPolicyVersion', { ...kept, VersionId: 'v3' }, { PolicyVersion: { ...version('v3', false), Document: document(SECOND) } }],
  ['DeletePolicyVersion', { ...kept, VersionId: 'v1' }, ['DeleteConflict', 'Cannot delete the default version of a policy.']],
  ['DeletePolicyVersion', { ...kept, VersionId: 'v7' }, noVersion('v7')],
  ['DeletePolicy', kept, ['DeleteConflict', MANY_VERSIONS]],
  ...['v2', 'v3', 'v6'].map((VersionId): Row => ['DeletePolicyVersion', { ...kept, VersionId }, {}]),
  ...[kept, { PolicyArn: at('policy/Also') }].map((gone): Row => ['DeletePolicy', gone, {}]),
  ...(
    [
      ['GetPolicy', {}],
      ['DeletePolicy', {}],
      ['ListPolicyVersions', {}],
      ['ListEntitiesForPolicy', {}],
      ['ListPolicyTags', {}],
      ['TagPolicy', { Tags: [tag('k')] }],
      ['UntagPolicy', { TagKeys: ['k'] }],
      ['CreatePolicyVersion', { PolicyDocument: FIRST }],
    ] as const
  ).flatMap(([operation, asked]): Row[] => [
    [operation, { ...kept, ...asked }, notFound(KEPT)],
    [operation, { PolicyArn: 'a-policy-without-an-arn', ...asked }, NOT_AN_ARN],
  ]),
  ['ListPolicies', { Scope: 'Local' }, { Policies: [], IsTruncated: false }],
]

const detached = { PolicyGroups: [], PolicyUsers: [], PolicyRoles: [], IsTruncated: false }
const ENTITIES = {
  ...{ PolicyGroups: [{ GroupName: 'h', GroupId: idOf('AGPA') }], PolicyUsers: [{ UserName: 'h', UserId: idOf('AIDA') }] },
  PolicyRoles: [{ RoleName: 'h', RoleId: idOf('AROA') }],
}
const attached = (PolicyArn: string) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })
const IN_USE = ['DeleteConflict', 'Cannot delete a policy attached to entities.'] as const

/** Attaching to the three kinds, and policies in use as attachments and as boundaries. */
export const ATTACHED_POLICIES: Rows = [
  ['CreatePolicy', { PolicyName: 'kept', Path: '/team/', PolicyDocument: FIRST }, { Policy: ANY }],
  ...HOLDERS.flatMap(({ kind, more }): Rows => {
    const held = named(kind, 'h')
    return [
      [`Create${kind}`, { ...held, ...more }, { [kind]: ANY }],
      [`Attach${kind}Policy`, { ...held, ...kept }, {}],
      [`Attach${kind}Policy`, { ...held, ...kept }, {}],
      [`Attach${kind}Policy`, { ...held, PolicyArn: READ_ONLY }, {}],
      ...listed([`ListAttached${kind}Policies`, held], { AttachedPolicies: [attached(KEPT), attached(READ_ONLY)] }),
      ...listed([`ListAttached${kind}Policies`, { ...held, PathPrefix: '/team/' }], { AttachedPolicies: [attached(KEPT)] }),
      [`Attach${kind}Policy`, { ...held, PolicyArn: at('policy/none') }, notAttachable(at('policy/none'))],
      [`Attach${kind}Policy`, { ...held, PolicyArn: 'a-policy-without-an-arn' }, NOT_AN_ARN],
      [`Attach${kind}Policy`, { ...held, PolicyArn: SERVICE_POLICY }, notForCustomers(kind)],
      [`Detach${kind}Policy`, { ...held, PolicyArn: at('policy/none') }, notFound(at('policy/none'))],
      ...['Attach', 'Detach'].map(
        (verb): Row => [`${verb}${kind}Policy`, { ...named(kind, 'x'), ...kept }, missing(kind.toLowerCase(), 'x')],
      ),
      [`ListAttached${kind}Policies`, named(kind, 'x'), missing(kind.toLowerCase(), 'x')],
    ]
  }),
  ['ListEntitiesForPolicy', kept, { ...ENTITIES, IsTruncated: false }],
  ...(['Group', 'Role', 'User'] as const).map((EntityFilter): Row => {
    const found = `Policy${EntityFilter}s` as const
    return ['ListEntitiesForPolicy', { ...kept, EntityFilter }, { ...detached, [found]: ENTITIES[found] }]
  }),
  ['ListEntitiesForPolicy', { ...kept, PolicyUsageFilter: 'PermissionsBoundary' }, detached],
  ['ListEntitiesForPolicy', { ...kept, PathPrefix: '/none/' }, detached],
  ['GetPolicy', kept, { Policy: policy('kept', '/team/', { AttachmentCount: 3, Tags: [] }) }],
  [
    'ListPolicies',
    { Scope: 'Local', OnlyAttached: true },
    { Policies: [policy('kept', '/team/', { AttachmentCount: 3 })], IsTruncated: false },
  ],
  ['ListPolicies', { Scope: 'Local', PolicyUsageFilter: 'PermissionsBoundary' }, { Policies: [], IsTruncated: false }],
  ['DeletePolicy', kept, IN_USE],
  ...HOLDERS.flatMap(({ kind }) =>
    [kept, { PolicyArn: READ_ONLY }].map((one): Row => [`Detach${kind}Policy`, { ...named(kind, 'h'), ...one }, {}]),
  ),
  ['DeleteGroup', { GroupName: 'h' }, {}],
  ['PutUserPermissionsBoundary', { UserName: 'h', PermissionsBoundary: KEPT }, {}],
  ['PutRolePermissionsBoundary', { RoleName: 'h', PermissionsBoundary: KEPT }, {}],
  ['PutRolePermissionsBoundary', { RoleName: 'h', PermissionsBoundary: SERVICE_POLICY }, notForCustomers('Role')],
  ['PutUserPermissionsBoundary', { UserName: 'h', PermissionsBoundary: at('policy/none') }, noScope(at('policy/none'))],
  ['ListEntitiesForPolicy', { ...kept, PolicyUsageFilter: 'PermissionsBoundary' }, { ...ENTITIES, PolicyGroups: [], IsTruncated: false }],
  ['ListEntitiesForPolicy', { ...kept, PolicyUsageFilter: 'PermissionsPolicy' }, detached],
  ['GetPolicy', kept, { Policy: policy('kept', '/team/', { PermissionsBoundaryUsageCount: 2, Tags: [] }) }],
  [
    'ListPolicies',
    { Scope: 'Local', PolicyUsageFilter: 'PermissionsBoundary' },
    { Policies: [policy('kept', '/team/', { PermissionsBoundaryUsageCount: 2 })], IsTruncated: false },
  ],
  ['ListPolicies', { Scope: 'Local', OnlyAttached: true }, { Policies: [], IsTruncated: false }],
  ['DeletePolicy', kept, IN_USE],
  ['DeleteUser', { UserName: 'h' }, {}],
  ['DeleteRole', { RoleName: 'h' }, {}],
  ['DeletePolicy', kept, {}],
]

const ELEVEN = Array.from({ length: 11 }, (_, i) => ({ PolicyName: `p${i}`, PolicyArn: at(`policy/p${i}`) }))

export const POLICIES_OF_A_HOLDER: Rows = [
  ...ELEVEN.map(({ PolicyName }): Row => ['CreatePolicy', { PolicyName, PolicyDocument: FIRST }, { Policy: ANY }]),
  ...HOLDERS.flatMap(({ kind, more }): Rows => {
    const held = named(kind, 'h')
    return [
      [`Create${kind}`, { ...held, ...more }, { [kind]: ANY }],
      ...ELEVEN.slice(1).map(({ PolicyArn }): Row => [`Attach${kind}Policy`, { ...held, PolicyArn }, {}]),
      [`Attach${kind}Policy`, { ...held, PolicyArn: at('policy/p0') }, quota(`PoliciesPer${kind}`, 10)],
      [`Detach${kind}Policy`, { ...held, PolicyArn: at('policy/p5') }, {}],
      [`Attach${kind}Policy`, { ...held, PolicyArn: at('policy/p0') }, {}],
    ]
  }),
]
