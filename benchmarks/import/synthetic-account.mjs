// @ts-check
// Owns: an account as get-account-authorization-details shows it, of any size: users in groups with boundaries, policies with versions, roles that trust each
// other, users and the ids of deleted ones, instance profiles. What is measured, and what the conformance test imports and reads back.

export const ACCOUNT = '111122223333'
const DATE = '2024-03-05T06:07:08+00:00'
const GROUPS = 20

/** @param {string} prefix @param {number} at */
const idOf = (prefix, at) => `${prefix}EXAMPLE${String(at).padStart(10, '0')}`
/** @param {string} rest */
const arnOf = (rest) => `arn:aws:iam::${ACCOUNT}:${rest}`
/** @param {string | string[]} Action @param {string | string[]} Resource */
const document = (Action, Resource) => ({ Version: '2012-10-17', Statement: [{ Sid: 'One', Effect: 'Allow', Action, Resource }] })
/** @param {string} name */
const attached = (name) => ({ PolicyName: name.split('/').at(-1), PolicyArn: name })
/** @param {number} at */
const policyArn = (at) => arnOf(`policy/team/policy-${at}`)

/** @param {number} at */
function policy(at) {
  const versions = at % 3 === 0 ? ['v3', 'v2'] : ['v1']
  return {
    ...{ PolicyName: `policy-${at}`, PolicyId: idOf('ANPA', at), Arn: policyArn(at), Path: '/team/', DefaultVersionId: versions[0] },
    ...{ IsAttachable: true, CreateDate: DATE, UpdateDate: DATE },
    PolicyVersionList: versions.map((VersionId, position) => ({
      ...{ VersionId, IsDefaultVersion: position === 0, CreateDate: DATE },
      Document: document(
        ['s3:GetObject', 's3:ListBucket'],
        [`arn:aws:s3:::bucket-${at}-${VersionId}`, `arn:aws:s3:::bucket-${at}-${VersionId}/*`],
      ),
    })),
  }
}

/** @param {number} at @param {number} policies */
const group = (at, policies) => ({
  ...{ Path: '/', GroupName: `group-${at}`, GroupId: idOf('AGPA', at), Arn: arnOf(`group/group-${at}`), CreateDate: DATE },
  GroupPolicyList: [{ PolicyName: 'inline', PolicyDocument: document('sqs:SendMessage', `arn:aws:sqs:*:${ACCOUNT}:queue-${at}`) }],
  AttachedManagedPolicies: [attached(policyArn(at % policies)), attached('arn:aws:iam::aws:policy/ReadOnlyAccess')],
})

/** @param {number} at @param {number} policies */
const user = (at, policies) => ({
  ...{ Path: '/people/', UserName: `user-${at}`, UserId: idOf('AIDA', at), Arn: arnOf(`user/people/user-${at}`), CreateDate: DATE },
  ...{ UserPolicyList: [], GroupList: [`group-${at % GROUPS}`, `group-${(at + 7) % GROUPS}`], AttachedManagedPolicies: [] },
  Tags: [{ Key: 'team', Value: `team ${at % 9} ünï` }],
  ...(at % 5 === 0 && {
    PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: policyArn(at % policies) },
  }),
})

/** @param {number} at @param {{ roles: number, policies: number, users: number, usedAt: string }} sizes */
function role(at, { roles, policies, users, usedAt }) {
  const own = { Path: '/', RoleName: `role-${at}`, RoleId: idOf('AROA', at), Arn: arnOf(`role/role-${at}`), CreateDate: DATE }
  const trusted = [
    arnOf(`role/role-${(at + 1) % roles}`),
    arnOf(`user/people/user-${at % users}`),
    `AROADELETEDEXAMPLE${String(at % 10).padStart(3, '0')}`,
  ]
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' }] }
  const profile = {
    ...{
      Path: '/',
      InstanceProfileName: `profile-${at}`,
      InstanceProfileId: idOf('AIPA', at),
      Arn: arnOf(`instance-profile/profile-${at}`),
    },
    ...{ CreateDate: DATE, Roles: [{ ...own, AssumeRolePolicyDocument: trust }] },
  }
  return {
    ...{ ...own, AssumeRolePolicyDocument: trust, InstanceProfileList: at % 10 === 0 ? [profile] : [] },
    RolePolicyList: [
      { PolicyName: 'own', PolicyDocument: document('dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/table-${at}`) },
    ],
    AttachedManagedPolicies: [attached(policyArn(at % policies)), attached('arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess')],
    Tags: [{ Key: 'Service', Value: `service-${at}` }],
    RoleLastUsed: at % 2 === 0 ? { LastUsedDate: usedAt, Region: 'eu-west-1' } : {},
  }
}

/** @param {{ roles: number, policies: number, users: number, usedAt: string }} sizes */
export const syntheticAccount = (sizes) => ({
  UserDetailList: Array.from({ length: sizes.users }, (_, at) => user(at, sizes.policies)),
  GroupDetailList: Array.from({ length: GROUPS }, (_, at) => group(at, sizes.policies)),
  RoleDetailList: Array.from({ length: sizes.roles }, (_, at) => role(at, sizes)),
  Policies: Array.from({ length: sizes.policies }, (_, at) => policy(at)),
})
