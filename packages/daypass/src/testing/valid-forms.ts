/** The services that use the query protocol. */
export const SERVICES = ['sts', 'iam', 'daypass'] as const
export type Service = (typeof SERVICES)[number]

const ACCOUNT = '000000000000'
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] })
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:*' }] })
/** The role to assume. */
export const ASSUMED = { RoleName: 'role', Path: '/path/', AssumeRolePolicyDocument: TRUST }
const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/role`
const VERSIONS: Readonly<Record<Service, string>> = { sts: '2011-06-15', iam: '2010-05-08', daypass: '2026-11-23' }

/** Calls of an administrator; the first of each service always succeeds. */
const CALLS: Readonly<Record<Service, readonly Readonly<Record<string, string>>[]>> = {
  sts: [
    { Action: 'GetCallerIdentity' },
    {
      Action: 'AssumeRole',
      RoleArn: ROLE,
      RoleSessionName: 'session',
      DurationSeconds: '900',
      Policy: POLICY,
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/AdministratorAccess',
      'Tags.member.1.Key': 'Team',
      'Tags.member.1.Value': 'red',
      'Tags.member.2.Key': 'Stage',
      'Tags.member.2.Value': 'test',
      'TransitiveTagKeys.member.1': 'Team',
      ExternalId: 'c0ffee',
      SourceIdentity: 'ana',
    },
    { Action: 'GetFederationToken', Name: 'guest', Policy: POLICY, 'Tags.member.1.Key': 'Team', 'Tags.member.1.Value': 'red' },
    { Action: 'GetSessionToken', DurationSeconds: '3600' },
    { Action: 'GetAccessKeyInfo', AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' },
    { Action: 'DecodeAuthorizationMessage', EncodedMessage: 'AAAAAQ'.padEnd(200, 'm') },
    { Action: 'AssumeRoleWithWebIdentity', RoleArn: ROLE, RoleSessionName: 'web', WebIdentityToken: 'e30.eyJpc3MiOiJ4In0.c2ln' },
    { Action: 'AssumeRoleWithSAML', RoleArn: ROLE, PrincipalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/idp`, SAMLAssertion: 'PHNhbWw+' },
    { Action: 'AssumeRoot', TargetPrincipal: ACCOUNT, 'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
  ],
  iam: [
    { Action: 'ListUsers', PathPrefix: '/path/', MaxItems: '10' },
    { Action: 'CreateUser', UserName: 'user', Path: '/path/', 'Tags.member.1.Key': 'Team', 'Tags.member.1.Value': 'red' },
    { Action: 'CreateRole', RoleName: 'role', Path: '/path/', AssumeRolePolicyDocument: TRUST, MaxSessionDuration: '7200' },
    { Action: 'PutUserPolicy', UserName: 'user', PolicyName: 'inline', PolicyDocument: POLICY },
    { Action: 'CreatePolicy', PolicyName: 'managed', PolicyDocument: POLICY, Description: 'some text' },
    { Action: 'ListRoles', Marker: 'bWFya2Vy', MaxItems: '1' },
    { Action: 'UpdateAssumeRolePolicy', RoleName: 'role', PolicyDocument: TRUST },
  ],
  daypass: [
    { Action: 'RevokeSessions', IssuedBefore: '2026-01-02T03:04:00.000Z' },
    { Action: 'RevokeSessions', RoleName: 'role' },
    { Action: 'RevokeSessions', SessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session` },
    { Action: 'StartWorkload', Service: 'ecs-tasks', RoleArn: `arn:aws:iam::${ACCOUNT}:role/role`, Name: 'blue', DurationSeconds: '900' },
    { Action: 'CreateAccount', Name: 'another', AccountId: '111122223333' },
  ],
}

/** Bodies of valid requests. */
export const validForms = (service: Service): readonly string[] =>
  CALLS[service].map((call) => new URLSearchParams({ Version: VERSIONS[service], ...call }).toString())
