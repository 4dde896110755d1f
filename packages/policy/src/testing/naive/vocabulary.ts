import type { CallerType, CaseCaller } from './evaluation-case.js'

/** The few names that random cases use: few, so that policies and requests often match. */
export const home = '111122223333'
export const foreign = '444455556666'
export const management = '999900001111'
export const organization = 'o-a1b2c3d4e5'

function user(account: string, name: string, more: Partial<CaseCaller> = {}): CaseCaller {
  const arn = `arn:aws:iam::${account}:user/${more.path?.slice(1) ?? ''}${name}`
  return { type: 'user', account, name, path: '/', id: `AIDA${name.toUpperCase()}EXAMPLE`, arn, credential: 'longTerm', ...more }
}

function session(account: string, roleName: string, more: Partial<CaseCaller> = {}): CaseCaller {
  const sessionName = more.sessionName ?? 'carol'
  const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`
  const roleArn = `arn:aws:iam::${account}:role/${more.rolePath?.slice(1) ?? ''}${roleName}`
  const names = { roleName, rolePath: '/', roleId: `AROA${roleName.toUpperCase()}EXAMPLE`, sessionName, arn, roleArn }
  return { type: 'assumedRole', account, ...names, credential: 'temporary', ...more }
}

function federated(account: string, name: string, userName: string): CaseCaller {
  const arn = `arn:aws:sts::${account}:federated-user/${name}`
  return { type: 'federatedUser', account, name, arn, userArn: `arn:aws:iam::${account}:user/${userName}`, credential: 'temporary' }
}

function root(account: string): CaseCaller {
  return { type: 'root', account, arn: `arn:aws:iam::${account}:root`, credential: 'longTerm' }
}

export const callers: readonly CaseCaller[] = [
  user(home, 'alice'),
  user(home, 'alice', { tags: { team: 'blue' } }),
  user(home, 'alice', { credential: 'sessionToken' }),
  user(home, 'bob', { path: '/team/' }),
  user(foreign, 'zoe'),
  user(foreign, 'alice', { tags: { team: 'blue' } }),
  user(management, 'boss'),
  session(home, 'dev'),
  session(home, 'dev', { rolePath: '/team/', tags: { team: 'blue' } }),
  session(home, 'dev', { sessionName: 'alice', sourceIdentity: 'alice' }),
  session(foreign, 'ops'),
  session(home, 'web', { federatedProvider: 'accounts.google.com' }),
  session(home, 'AWSServiceRoleForRDS', { rolePath: '/aws-service-role/rds.amazonaws.com/', serviceLinked: true }),
  federated(home, 'guest', 'alice'),
  federated(foreign, 'guest', 'zoe'),
  root(home),
  { ...root(home), credential: 'assumeRoot' },
  root(foreign),
  root(management),
  { type: 'service', name: 'sns.amazonaws.com', arn: 'sns.amazonaws.com' },
  { type: 'service', name: 'cloudtrail.amazonaws.com', arn: 'cloudtrail.amazonaws.com' },
  { type: 'anonymous' },
  { type: 'webIdentity', provider: 'accounts.google.com' },
  { type: 'webIdentity', provider: `arn:aws:iam::${home}:oidc-provider/idp.example.com` },
  { type: 'saml', provider: `arn:aws:iam::${home}:saml-provider/Corp` },
]

export interface Operation {
  readonly action: string
  readonly resource: string
  readonly account: string
  /** Who can make such a call at all. */
  readonly types: readonly CallerType[]
}

const signed: readonly CallerType[] = ['user', 'assumedRole', 'federatedUser', 'root']
const anyone: readonly CallerType[] = [...signed, 'service', 'anonymous']

function operation(action: string, resource: string, rest: { account?: string; types?: readonly CallerType[] } = {}): Operation {
  return { action, resource, account: rest.account ?? home, types: rest.types ?? anyone }
}

const role = `arn:aws:iam::${home}:role/app`

export const operations: readonly Operation[] = [
  operation('s3:GetObject', 'arn:aws:s3:::acme-data/home/alice/x'),
  operation('s3:GetObject', 'arn:aws:s3:::acme-data/team/blue/x'),
  operation('s3:PutObject', 'arn:aws:s3:::acme-data/a*b'),
  operation('s3:PutObject', 'arn:aws:s3:::acme-data/aXb'),
  operation('s3:GetObject', 'arn:aws:s3:::acme-data/cost$5?'),
  operation('s3:GetObject', 'arn:aws:s3:::acme-data/cost$5X'),
  operation('s3:ListBucket', 'arn:aws:s3:::acme-data'),
  operation('s3:GetObject', 'arn:aws:s3:::foreign-data/home/alice/x', { account: foreign }),
  operation('s3:GetObject', 'arn:aws:s3:::mgmt-data/x', { account: management }),
  operation('s3:DeleteBucketPolicy', 'arn:aws:s3:::acme-data'),
  operation('s3:GetBucketPolicy', 'arn:aws:s3:::acme-data'),
  operation('kms:Decrypt', `arn:aws:kms:us-east-1:${home}:key/k-1`),
  operation('sqs:SendMessage', `arn:aws:sqs:us-east-1:${home}:queue:a`),
  operation('ec2:RunInstances', `arn:aws:ec2:us-east-1:${home}:instance/i-1`, { types: signed }),
  operation('lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${home}:function:f:live`, { types: signed }),
  operation('ec2:RunInstances', 'arn:aws:ec2:us-east-1::image/ami-1', { types: signed }),
  operation('ec2:DescribeInstances', '*', { types: signed }),
  operation('iam:CreateUser', `arn:aws:iam::${home}:user/alice`, { types: signed }),
  operation('dynamodb:GetItem', `arn:aws:dynamodb:us-east-1:${home}:table/blue`, { types: signed }),
  operation('sts:AssumeRole', role, { types: [...signed, 'service'] }),
  operation('sts:AssumeRole', `arn:aws:iam::${foreign}:role/app`, { account: foreign, types: [...signed, 'service'] }),
  operation('sts:TagSession', role, { types: ['user', 'assumedRole', 'service'] }),
  operation('sts:SetSourceIdentity', role, { types: ['user', 'assumedRole'] }),
  operation('sts:AssumeRoleWithWebIdentity', role, { types: ['webIdentity'] }),
  operation('sts:AssumeRoleWithSAML', role, { types: ['saml'] }),
  operation('sts:GetCallerIdentity', '*', { types: signed }),
  operation('sts:GetSessionToken', '*', { types: signed }),
  operation('sts:GetFederationToken', `arn:aws:sts::${home}:federated-user/guest`, { types: signed }),
]

/** Request keys and the values they may have. A list of values makes the key multi-valued. */
export const requestKeys: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  's3:prefix': ['', 'home/alice/', 'blue', 'a*b', 'aXb', 'b?', 'bX', `\${x}`],
  's3:x-amz-storage-class': ['STANDARD', 'GLACIER'],
  'aws:RequestedRegion': ['us-east-1', 'eu-west-1'],
  'aws:SourceVpc': ['vpc-1', 'vpc-2'],
  'aws:SourceAccount': [home, foreign],
  's3:max-keys': ['10', '100', '-1', 'many'],
  's3:TlsVersion': ['1.2', '1.3'],
  'aws:EpochTime': ['1773144000'],
  'aws:CurrentTime': ['2026-03-10T12:00:00Z', '2026-03-10T14:00:00+02:00', '2026-03-10', 'noon'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:MultiFactorAuthPresent': ['true', 'false'],
  'acme:blob': ['YWJj', 'eHl6', '!'],
  'aws:SourceIp': ['203.0.113.77', '10.1.2.3', '2001:db8::1', 'nowhere'],
  'aws:SourceArn': [`arn:aws:sns:us-east-1:${home}:topic`, `arn:aws:logs:us-east-1:${home}:group:a:stream:b`, 'not-an-arn'],
  'aws:TagKeys': [['blue'], ['blue', 'red'], ['red', 'green'], []],
  'aws:CalledVia': [['alice'], ['blue', 'red']],
  'acme:numbers': [['10'], ['1.2', '100'], ['many', '10']],
  'acme:dates': [['2026-03-10'], ['1773144000', '2026-04-01T00:00:00Z']],
  'acme:flags': [['true'], ['true', 'false']],
  'acme:blobs': [['YWJj'], ['YWJj', 'eHl6']],
  'acme:addresses': [['203.0.113.77'], ['10.1.2.3', '2001:db8::1']],
  'acme:arns': [[`arn:aws:sns:us-east-1:${home}:topic`], ['arn:aws:s3:::a', 'arn:aws:s3:::b/c']],
}

/** Keys whose empty set is generated; with IfExists the contract does not say whether empty is absent. */
export const emptyable = 'aws:TagKeys'

export interface Family {
  readonly operators: readonly string[]
  readonly keys: readonly string[]
  readonly multiKeys: readonly string[]
  readonly values: readonly (string | number | boolean)[]
  /** Values on which the contract is silent; generated only if the options say so. */
  readonly contested: readonly string[]
}

const ordered = (name: string): string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((rest) => name + rest)

const stringKeys = [
  'aws:username',
  'aws:PrincipalTag/team',
  'aws:userid',
  'aws:PrincipalAccount',
  'aws:PrincipalOrgID',
  'aws:SourceIdentity',
]
const moreStringKeys = ['s3:prefix', 's3:x-amz-storage-class', 'aws:RequestedRegion', 'aws:SourceVpc', 'aws:SourceAccount']
const stringValues = [
  'alice',
  'blue',
  'BLUE',
  'ALICE',
  'Home/Alice/',
  'a*',
  `a\${*}b`,
  `b\${?}`,
  `home/\${aws:username}/`,
  `\${aws:username}`,
  `\${AWS:principaltag/TEAM}`,
  '*',
  '',
]
const moreStrings = [`\${aws:PrincipalTag/none, 'blue'}`, `\${aws:PrincipalTag/none}`, `\${aws:TagKeys}`, `\${$}{x}`, '??????NA', 'vpc-?']
const literalStrings = ['STANDARD', 'standard', 'us-east-1', 'vpc-1', home, foreign, organization]

export const families: readonly Family[] = [
  {
    operators: ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'],
    keys: [...stringKeys, ...moreStringKeys],
    multiKeys: ['aws:TagKeys', 'aws:CalledVia'],
    values: [...stringValues, ...moreStrings, ...literalStrings],
    contested: [`\${aws:TagKeys, 'blue'}`, `\${aws:username`, `\${}`, '$', `\${`, `\${aws:PrincipalTag/none,'blue'}`],
  },
  {
    operators: ordered('Numeric'),
    keys: ['s3:max-keys', 's3:TlsVersion', 'aws:EpochTime'],
    multiKeys: ['acme:numbers'],
    values: ['10', '10.0', 100, '1.2', 1.3, '-1', '-1.50', '1577836800', 'few', `\${aws:EpochTime}`],
    contested: ['+10', '.5', '5.', '1e2', ' 10', '0x10', ''],
  },
  {
    operators: ordered('Date'),
    keys: ['aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime'],
    multiKeys: ['acme:dates'],
    values: [
      '2026-03-10T12:00:00Z',
      '2026-03-10',
      '2026-03-10T13:00:00+01:00',
      '1773144000',
      1893456000,
      '2026-03-10T12:00:00.500Z',
      'noon',
    ],
    contested: [
      '2026',
      '2026-03',
      '2026-03-10T12:00:00',
      '2026-03-10T12Z',
      '2026-02-30',
      '20260310T120000Z',
      '1773144000.5',
      'Mar 10, 2026',
    ],
  },
  {
    operators: ['Bool'],
    keys: ['aws:SecureTransport', 'aws:MultiFactorAuthPresent', 'aws:PrincipalIsAWSService', 'aws:ViaAWSService'],
    multiKeys: ['acme:flags'],
    values: ['true', 'false', true, false, 'perhaps'],
    contested: ['True', 'FALSE', '1', `\${aws:SecureTransport}`],
  },
  {
    operators: ['BinaryEquals'],
    keys: ['acme:blob'],
    multiKeys: ['acme:blobs'],
    values: ['YWJj', 'eHl6', '!'],
    contested: ['YWJj\n', 'YWJ', 'YQ=='],
  },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    keys: ['aws:SourceIp'],
    multiKeys: ['acme:addresses'],
    values: [
      '203.0.113.0/24',
      '203.0.113.77',
      '0.0.0.0/0',
      '10.0.0.0/9',
      '::/0',
      '2001:DB8::/32',
      '2001:db8:0::1/128',
      '203.0.113.9/24',
      '1.2.3',
    ],
    contested: ['2001:db8::1', '::ffff:203.0.113.77', '203.0.113.077', '203.0.113.0/33', '203.0.113.0/024', '10.0.0.0/'],
  },
  {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    keys: ['aws:PrincipalArn', 'aws:SourceArn'],
    multiKeys: ['acme:arns'],
    values: [
      `arn:aws:iam::${home}:user/alice`,
      `arn:aws:iam::${home}:role/dev`,
      `arn:aws:iam::*:user/\${aws:username}`,
      'arn:aws:sns:*:*:t?pic',
      'arn:aws:logs:*:*:group:*',
      'arn:aws:sns:*:topic',
      'arn:*:*:*:*:*',
      `arn:aws:iam::*:user/\${aws:PrincipalTag/none}`,
      'not-an-arn',
    ],
    contested: ['*', `\${aws:PrincipalArn}`, 'arn:*', `arn:aws:iam::\${aws:PrincipalAccount}:user/alice`],
  },
]
