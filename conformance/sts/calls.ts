// The calls of STS that each client makes, and the expected results. One table for all clients.
import { expect } from 'vitest'
import { allow, policy } from './principals.js'

/** The caller; {@link startFixture} creates them. */
export type CallerName =
  | 'root'
  | 'admin'
  | 'nobody'
  | 'refused'
  | 'federator'
  | 'session'
  | 'own session'
  | 'root session'
  | 'guest'
  | 'unsigned'

/** Values that only a running server has. */
export interface ServerFacts {
  /** The message of an error for `nobody`. */
  readonly message: string
  readonly keyOfNobody: string
}

/** The clients that can make the call; older ones do not have every operation. */
export type Client = 'AWS CLI' | 'boto3' | 'AWS SDK for JavaScript'

/** One call and its expected result. */
export interface Call {
  readonly as: CallerName
  readonly operation: string
  readonly parameters: object | ((facts: ServerFacts) => object)
  /** The output, every member of it; credentials as {@link lasting}. */
  readonly gives?: object
  /** Status, code and message. */
  readonly refused?: readonly [status: number, code: string, message: unknown]
  /** Only by these clients; by default by all. */
  readonly by?: readonly Client[]
}

export const HOME = '000000000000'
export const roleArn = (name: string): string => `arn:aws:iam::${HOME}:role/${name}`
export const userArn = (name: string): string => `arn:aws:iam::${HOME}:user/${name}`
export const SESSION = `arn:aws:sts::${HOME}:assumed-role/worker/of-admin`
const LIST_POLICY = policy(allow('s3:ListAllMyBuckets'))
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'

/** Credentials that are valid for this many seconds, give or take half a minute. */
export const lasting = (seconds: number): object => ({
  AccessKeyId: expect.stringMatching(/^ASIAQAAAAAAA[A-Z2-7]{8}$/),
  SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/),
  SessionToken: expect.stringMatching(/^IQoJb3JpZ2luX2Vj/),
  lives: seconds,
})
const roleUser = (role: string, session: string): object => ({
  AssumedRoleId: expect.stringMatching(new RegExp(`^AROA[A-Z2-7]{17}:${session}$`)),
  Arn: `arn:aws:sts::${HOME}:assumed-role/${role}/${session}`,
})
const federated = (name: string): object => ({ FederatedUserId: `${HOME}:${name}`, Arn: `arn:aws:sts::${HOME}:federated-user/${name}` })
const percent = expect.toSatisfy((value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100)
const tag = (Key: string, Value = 'v') => ({ Key, Value })
const assume = (role: string, more: object = {}): object => ({ RoleArn: roleArn(role), RoleSessionName: 'called', ...more })
const denied = (arn: string, what: string): readonly [number, string, string] => [
  403,
  'AccessDenied',
  `User: ${arn} is not authorized to perform: ${what}`,
]
const notFor = (operation: string) => [403, 'AccessDenied', `Cannot call ${operation} with session credentials`] as const
const tooLong = (value: number, max: number) =>
  [
    400,
    'ValidationError',
    `1 validation error detected: Value '${value}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to ${max}`,
  ] as const
const CHAINED = [
  400,
  'ValidationError',
  'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
] as const

const assumeRole: readonly Omit<Call, 'operation'>[] = [
  { as: 'admin', parameters: assume('worker'), gives: { Credentials: lasting(3600), AssumedRoleUser: roleUser('worker', 'called') } },
  {
    as: 'admin',
    parameters: assume('worker', {
      DurationSeconds: 900,
      ExternalId: 'not-asked-for',
      Policy: LIST_POLICY,
      PolicyArns: [{ arn: READ_ONLY }],
      Tags: [tag('Stage'), tag('Team')],
      TransitiveTagKeys: ['Team'],
      SourceIdentity: 'ana',
    }),
    gives: { Credentials: lasting(900), AssumedRoleUser: roleUser('worker', 'called'), PackedPolicySize: percent, SourceIdentity: 'ana' },
  },
  {
    as: 'session',
    parameters: assume('worker'),
    gives: { Credentials: lasting(3600), AssumedRoleUser: roleUser('worker', 'called'), PackedPolicySize: percent, SourceIdentity: 'ana' },
  },
  {
    as: 'admin',
    parameters: assume('long', { DurationSeconds: 7200 }),
    gives: { Credentials: lasting(7200), AssumedRoleUser: roleUser('long', 'called') },
  },
  {
    as: 'admin',
    parameters: assume('vendor', { ExternalId: 'c0ffee' }),
    gives: { Credentials: lasting(3600), AssumedRoleUser: roleUser('vendor', 'called') },
  },
  { as: 'admin', parameters: assume('vendor'), refused: denied(userArn('admin'), `sts:AssumeRole on resource: ${roleArn('vendor')}`) },
  { as: 'nobody', parameters: assume('worker'), refused: denied(userArn('nobody'), `sts:AssumeRole on resource: ${roleArn('worker')}`) },
  { as: 'admin', parameters: assume('missing'), refused: denied(userArn('admin'), `sts:AssumeRole on resource: ${roleArn('missing')}`) },
  {
    as: 'refused',
    parameters: assume('worker'),
    refused: denied(
      userArn('refused'),
      `sts:AssumeRole on resource: ${roleArn('worker')} with an explicit deny in an identity-based policy`,
    ),
  },
  { as: 'root', parameters: assume('worker'), refused: [403, 'AccessDenied', 'Roles may not be assumed by root accounts.'] },
  { as: 'root session', parameters: assume('worker'), refused: [403, 'AccessDenied', 'Roles may not be assumed by root accounts.'] },
  { as: 'guest', parameters: assume('worker'), refused: notFor('AssumeRole') },
  {
    as: 'admin',
    parameters: { RoleArn: 'nonsense-nonsense-nonsense', RoleSessionName: 'called' },
    refused: [400, 'ValidationError', 'nonsense-nonsense-nonsense is invalid'],
  },
  {
    as: 'admin',
    parameters: assume('worker', { DurationSeconds: 3601 }),
    refused: [400, 'ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'],
  },
  { as: 'admin', parameters: assume('long', { DurationSeconds: 43_201 }), refused: tooLong(43_201, 43_200) },
  { as: 'session', parameters: assume('long', { DurationSeconds: 3601 }), refused: CHAINED },
  { as: 'own session', parameters: assume('long', { DurationSeconds: 3601 }), refused: CHAINED },
  {
    as: 'admin',
    parameters: assume('worker', { Tags: [tag('a'), tag('A')] }),
    refused: [400, 'InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'],
  },
  {
    as: 'admin',
    parameters: assume('worker', { Tags: [tag('a')], TransitiveTagKeys: ['b'] }),
    refused: [400, 'InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.'],
  },
  {
    as: 'session',
    parameters: assume('worker', { Tags: [tag('TEAM', 'blue')] }),
    refused: [
      400,
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    ],
  },
  { as: 'admin', parameters: assume('worker', { Tags: [tag('aws:team')] }), refused: [400, 'InvalidParameterValue', expect.any(String)] },
  {
    as: 'admin',
    parameters: assume('bare', { Tags: [tag('a')] }),
    refused: denied(userArn('admin'), `sts:TagSession on resource: ${roleArn('bare')}`),
  },
  {
    as: 'admin',
    parameters: assume('bare', { SourceIdentity: 'ana' }),
    refused: denied(userArn('admin'), `sts:SetSourceIdentity on resource: ${roleArn('bare')}`),
  },
  {
    as: 'session',
    parameters: assume('worker', { SourceIdentity: 'eve' }),
    refused: denied(SESSION, `sts:SetSourceIdentity on resource: ${roleArn('worker')}`),
  },
  { as: 'admin', parameters: assume('worker', { Policy: 'no policy' }), refused: [400, 'MalformedPolicyDocument', expect.any(String)] },
  {
    as: 'admin',
    parameters: assume('worker', { Policy: policy(allow(['s3:GetObject'], 'arn:aws:s3:::b/'.padEnd(2500, 'x'))) }),
    refused: [
      400,
      'PackedPolicyTooLarge',
      expect.stringMatching(/^Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.$/),
    ],
  },
  {
    as: 'admin',
    parameters: assume('worker', { PolicyArns: [{ arn: 'arn:aws:iam::000000000000:policy/none' }] }),
    refused: [400, 'ValidationError', 'The managed policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.'],
  },
]

const getFederationToken: readonly Omit<Call, 'operation'>[] = [
  {
    as: 'admin',
    parameters: { Name: 'guest' },
    gives: { Credentials: lasting(43_200), FederatedUser: federated('guest'), PackedPolicySize: 0 },
  },
  {
    as: 'admin',
    parameters: { Name: 'guest', DurationSeconds: 900, Policy: LIST_POLICY, PolicyArns: [{ arn: READ_ONLY }], Tags: [tag('Team')] },
    gives: { Credentials: lasting(900), FederatedUser: federated('guest'), PackedPolicySize: percent },
  },
  {
    as: 'admin',
    parameters: { Name: 'guest', DurationSeconds: 129_600 },
    gives: { Credentials: lasting(129_600), FederatedUser: federated('guest'), PackedPolicySize: 0 },
  },
  {
    as: 'root',
    parameters: { Name: 'guest', DurationSeconds: 129_600 },
    gives: { Credentials: lasting(3600), FederatedUser: federated('guest'), PackedPolicySize: 0 },
  },
  { as: 'admin', parameters: { Name: 'guest', DurationSeconds: 129_601 }, refused: tooLong(129_601, 129_600) },
  {
    as: 'nobody',
    parameters: { Name: 'guest' },
    refused: denied(
      userArn('nobody'),
      `sts:GetFederationToken on resource: arn:aws:sts::${HOME}:federated-user/guest because no identity-based policy allows the sts:GetFederationToken action`,
    ),
  },
  {
    as: 'federator',
    parameters: { Name: 'guest', Tags: [tag('Team')] },
    refused: denied(
      userArn('federator'),
      `sts:TagSession on resource: arn:aws:sts::${HOME}:federated-user/guest because no identity-based policy allows the sts:TagSession action`,
    ),
  },
  ...(['session', 'own session', 'guest'] as const).map((as) => ({
    as,
    parameters: { Name: 'guest' },
    refused: notFor('GetFederationToken'),
  })),
  { as: 'admin', parameters: { Name: 'guest', Policy: '{}' }, refused: [400, 'MalformedPolicyDocument', expect.any(String)] },
]

const getSessionToken: readonly Omit<Call, 'operation'>[] = [
  { as: 'nobody', parameters: {}, gives: { Credentials: lasting(43_200) } },
  { as: 'refused', parameters: { DurationSeconds: 129_600 }, gives: { Credentials: lasting(129_600) } },
  { as: 'root', parameters: { DurationSeconds: 129_600 }, gives: { Credentials: lasting(3600) } },
  { as: 'admin', parameters: { DurationSeconds: 129_601 }, refused: tooLong(129_601, 129_600) },
  ...(['session', 'own session', 'guest'] as const).map((as) => ({ as, parameters: {}, refused: notFor('GetSessionToken') })),
]

const getAccessKeyInfo: readonly Omit<Call, 'operation'>[] = [
  { as: 'admin', parameters: { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' }, gives: { Account: '609629065308' } },
  { as: 'session', parameters: ({ keyOfNobody }: ServerFacts) => ({ AccessKeyId: keyOfNobody }), gives: { Account: HOME } },
  { as: 'admin', parameters: { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, refused: [400, 'ValidationError', expect.any(String)] },
  {
    as: 'nobody',
    parameters: { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' },
    refused: denied(userArn('nobody'), 'sts:GetAccessKeyInfo because no identity-based policy allows the sts:GetAccessKeyInfo action'),
  },
  { as: 'own session', parameters: { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' }, refused: notFor('GetAccessKeyInfo') },
]

const decodeAuthorizationMessage: readonly Omit<Call, 'operation'>[] = [
  {
    as: 'admin',
    parameters: ({ message }: ServerFacts) => ({ EncodedMessage: message }),
    gives: {
      DecodedMessage: expect.toSatisfy((text: string) => {
        const { allowed, explicitDeny, context } = JSON.parse(text)
        const { principal, action } = context
        return !allowed && !explicitDeny && action === 'iam:ListUsers' && principal.arn === userArn('nobody')
      }),
    },
  },
  {
    as: 'admin',
    parameters: ({ message }: ServerFacts) => ({ EncodedMessage: `${message}A` }),
    refused: [400, 'InvalidAuthorizationMessageException', 'Message is not valid'],
  },
  {
    as: 'nobody',
    parameters: ({ message }: ServerFacts) => ({ EncodedMessage: message }),
    refused: denied(
      userArn('nobody'),
      'sts:DecodeAuthorizationMessage because no identity-based policy allows the sts:DecodeAuthorizationMessage action',
    ),
  },
  { as: 'guest', parameters: { EncodedMessage: 'any' }, refused: notFor('DecodeAuthorizationMessage') },
]

const identity = (UserId: unknown, Arn: string): object => ({ UserId, Account: HOME, Arn })
const ofUser = expect.stringMatching(/^AIDA[A-Z2-7]{17}$/)

const getCallerIdentity: readonly Omit<Call, 'operation'>[] = [
  { as: 'root', parameters: {}, gives: identity(HOME, `arn:aws:iam::${HOME}:root`) },
  { as: 'root session', parameters: {}, gives: identity(HOME, `arn:aws:iam::${HOME}:root`) },
  { as: 'refused', parameters: {}, gives: identity(ofUser, userArn('refused')) },
  { as: 'own session', parameters: {}, gives: identity(ofUser, userArn('admin')) },
  { as: 'session', parameters: {}, gives: identity(expect.stringMatching(/^AROA[A-Z2-7]{17}:of-admin$/), SESSION) },
  { as: 'guest', parameters: {}, gives: identity(`${HOME}:guest`, `arn:aws:sts::${HOME}:federated-user/guest`) },
]

const JS_ONLY = ['AWS SDK for JavaScript'] as const
const TARGET = { TargetPrincipal: HOME, TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' } }

const refusedOperations: readonly Call[] = [
  {
    as: 'unsigned',
    operation: 'AssumeRoleWithSAML',
    parameters: { RoleArn: roleArn('worker'), PrincipalArn: `arn:aws:iam::${HOME}:saml-provider/idp`, SAMLAssertion: 'PHNhbWw+' },
    refused: [400, 'InvalidIdentityToken', "Specified provider doesn't exist."],
  },
  {
    as: 'unsigned',
    operation: 'AssumeRoleWithWebIdentity',
    parameters: {
      RoleArn: roleArn('worker'),
      RoleSessionName: 'web',
      WebIdentityToken: `e30.${Buffer.from('{"iss":"https://issuer.example"}').toString('base64url')}.c2ln`,
    },
    refused: [
      400,
      'InvalidIdentityToken',
      "No OpenIDConnect provider found in your account for https://issuer.example. The account of the role has no provider with exactly this URL. The issuer's letter case and a slash at its end count.",
    ],
  },
  {
    as: 'admin',
    operation: 'AssumeRoot',
    parameters: TARGET,
    refused: denied(
      userArn('admin'),
      "sts:AssumeRoot on resource: arn:aws:iam::000000000000:root. The caller's account is in no organization.",
    ),
    by: JS_ONLY,
  },
  { as: 'own session', operation: 'AssumeRoot', parameters: TARGET, refused: notFor('AssumeRoot'), by: JS_ONLY },
  {
    as: 'admin',
    operation: 'GetDelegatedAccessToken',
    parameters: { TradeInToken: 'token' },
    refused: denied(userArn('admin'), 'sts:GetDelegatedAccessToken because the trade-in token belongs to no delegation request'),
    by: JS_ONLY,
  },
]

const of = (operation: string, calls: readonly Omit<Call, 'operation'>[]): Call[] => calls.map((one) => ({ operation, ...one }))

/** Every call. */
export const CALLS: readonly Call[] = [
  ...of('AssumeRole', assumeRole),
  ...of('GetFederationToken', getFederationToken),
  ...of('GetSessionToken', getSessionToken),
  ...of('GetAccessKeyInfo', getAccessKeyInfo),
  ...of('DecodeAuthorizationMessage', decodeAuthorizationMessage),
  ...of('GetCallerIdentity', getCallerIdentity),
  ...refusedOperations,
]

const kindOf = ({ operation, gives, refused }: Call): string => {
  if (gives !== undefined) return `${operation} answers`
  return operation === 'AssumeRole' ? `${operation} refuses with ${refused?.[1]}` : `${operation} refuses`
}

/** The calls of a client. The AWS CLI, the slowest, gets one result and one error per operation, for AssumeRole one per code. */
export function callsBy(client: Client): readonly Call[] {
  const known = CALLS.filter(({ by }) => by === undefined || by.includes(client))
  if (client !== 'AWS CLI') return known
  return known.filter((one, i) => known.findIndex((other) => kindOf(other) === kindOf(one)) === i)
}
