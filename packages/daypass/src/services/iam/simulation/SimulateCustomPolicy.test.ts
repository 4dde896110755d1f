import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, type World, world } from '../../../testing/world.js'
import type { ContextKeyTypeEnum } from '../../../wire/generated/iam.js'
import { CreateRole } from '../roles/CreateRole.js'
import { SimulateCustomPolicy } from './SimulateCustomPolicy.js'

const FOREIGN = '444455556666'
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`
const statement = (over: object = {}) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const bucketPolicy = (over: object) => policy(statement({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...over }))
const OBJECT = 'arn:aws:s3:::b/k'
const given = (over: object = {}) => ({ PolicyInputList: [policy(statement())], ActionNames: ['s3:GetObject'], ...over })
const entry = (ContextKeyName: string, ContextKeyType: ContextKeyTypeEnum, ...ContextKeyValues: string[]) => ({
  ContextKeyName,
  ContextKeyType,
  ContextKeyValues,
})

const results = (output: OutputOf<typeof SimulateCustomPolicy>) => output.EvaluationResults ?? []
const simulated = async (w: World, over: object = {}) => results(await w.call(SimulateCustomPolicy, given(over)))
const decisions = async (w: World, over: object) => (await simulated(w, over)).map(({ EvalDecision }) => EvalDecision)
const matched = (column: number, end: number) => ({
  SourcePolicyId: 'PolicyInputList.1',
  SourcePolicyType: 'IAM Policy',
  StartPosition: { Line: 1, Column: column },
  EndPosition: { Line: 1, Column: end },
})

describe('SimulateCustomPolicy', () => {
  it('returns what the example of the AWS CLI shows', async () => {
    const PolicyInputList = [
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}',
    ]
    const at = (time: string) => ({
      PolicyInputList,
      ActionNames: ['dynamodb:CreateBackup'],
      ContextEntries: [entry('aws:CurrentTime', 'date', time)],
    })
    const w = await world()
    const common = { EvalActionName: 'dynamodb:CreateBackup', EvalResourceName: '*', MissingContextValues: [] }
    expect(await w.call(SimulateCustomPolicy, at('2019-04-25T11:00:00Z'))).toEqual({
      EvaluationResults: [{ ...common, EvalDecision: 'allowed', MatchedStatements: [matched(38, 167)] }],
      IsTruncated: false,
    })
    expect(await simulated(w, at('2014-04-25T11:00:00Z'))).toEqual([{ ...common, EvalDecision: 'implicitDeny', MatchedStatements: [] }])
  })

  it('returns a result for each resource, and the worst one for all together', async () => {
    const PolicyInputList = [
      policy(statement({ Resource: 'arn:aws:s3:::b/*' }), statement({ Effect: 'Deny', Resource: 'arn:aws:s3:::b/x' })),
    ]
    const ResourceArns = [OBJECT, 'arn:aws:s3:::c/k', 'arn:aws:s3:::b/x']
    const w = await world()
    const specific = (EvalResourceName: string, EvalResourceDecision: string, MatchedStatements: object[]) => ({
      EvalResourceName,
      EvalResourceDecision,
      MatchedStatements,
      MissingContextValues: [],
    })
    expect(await simulated(w, { PolicyInputList, ResourceArns })).toEqual([
      {
        EvalActionName: 's3:GetObject',
        EvalResourceName: '*',
        EvalDecision: 'explicitDeny',
        MatchedStatements: [],
        MissingContextValues: [],
        EvalDecisionDetails: {},
        ResourceSpecificResults: [
          specific(OBJECT, 'allowed', [matched(38, 102)]),
          specific('arn:aws:s3:::c/k', 'implicitDeny', []),
          specific('arn:aws:s3:::b/x', 'explicitDeny', [matched(102, 166)]),
        ],
      },
    ])
    expect(await decisions(w, { PolicyInputList, ResourceArns: ResourceArns.slice(0, 2) })).toEqual(['implicitDeny'])
  })

  it('returns missing keys with the resource for which they are missing', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/Team': 'a' }, Bool: { 'aws:SecureTransport': 'true' } }
    const over = { PolicyInputList: [policy(statement({ Condition }))], ContextEntries: [entry('aws:securetransport', 'boolean', 'true')] }
    const w = await world()
    expect((await simulated(w, over))[0]?.MissingContextValues).toEqual(['aws:PrincipalTag/Team'])
    const [about] = await simulated(w, { ...over, ResourceArns: [OBJECT] })
    expect(about?.MissingContextValues).toEqual([])
    expect(about?.ResourceSpecificResults?.[0]?.MissingContextValues).toEqual(['aws:PrincipalTag/Team'])
  })

  it('applies a permissions boundary, and says so', async () => {
    const w = await world()
    const bounded = (boundary: object) => simulated(w, { PermissionsBoundaryPolicyInputList: [policy(statement(boundary))] })
    const detail = (AllowedByPermissionsBoundary: boolean) => ({ PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary } })
    expect(await bounded({})).toMatchObject([{ EvalDecision: 'allowed', ...detail(true) }])
    expect(await bounded({ Action: 'sqs:*' })).toMatchObject([{ EvalDecision: 'implicitDeny', ...detail(false) }])
    expect(await bounded({ Effect: 'Deny' })).toMatchObject([
      {
        EvalDecision: 'explicitDeny',
        ...detail(false),
        MatchedStatements: [{ SourcePolicyId: 'PermissionsBoundaryPolicyInputList.1', SourcePolicyType: 'Permissions Boundary Policy' }],
      },
    ])
  })

  it('evaluates whether a resource policy means the caller: a user, a role, a session', async () => {
    const w = await world()
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`
    const asked = (CallerArn: string, AWS: string, over: object = {}) =>
      decisions(w, {
        PolicyInputList: [],
        ResourceArns: [OBJECT],
        ResourcePolicy: bucketPolicy({ Principal: { AWS } }),
        CallerArn,
        ...over,
      })
    expect(await asked(BOB, BOB)).toEqual(['allowed'])
    expect(await asked(BOB, `${BOB}by`)).toEqual(['implicitDeny'])
    expect(await asked(`arn:aws:iam::${ACCOUNT}:role/p/r`, `arn:aws:iam::${ACCOUNT}:role/p/r`)).toEqual(['allowed'])
    expect(await asked(`arn:aws:iam::${ACCOUNT}:role/r`, session)).toEqual(['implicitDeny'])
    const role = { ContextEntries: [entry('aws:PrincipalArn', 'string', `arn:aws:iam::${ACCOUNT}:role/p/r`)] }
    expect(await asked(session, session, role)).toEqual(['allowed'])
    expect(await asked(session, `arn:aws:iam::${ACCOUNT}:role/p/r`, role)).toEqual(['allowed'])
    expect(await asked(session, `arn:aws:iam::${ACCOUNT}:role/r`, role)).toEqual(['implicitDeny'])
    expect(await asked(BOB, BOB, { ResourceOwner: `arn:aws:iam::${FOREIGN}:root` })).toEqual(['implicitDeny'])
  })

  it('requires both accounts to allow across accounts, and returns what each decides', async () => {
    const w = await world()
    const ResourcePolicy = bucketPolicy({ Principal: { AWS: `arn:aws:iam::${FOREIGN}:user/eve` } })
    const over = { ResourceArns: [OBJECT], ResourcePolicy, CallerArn: `arn:aws:iam::${FOREIGN}:user/eve`, ResourceOwner: ACCOUNT }
    expect(await simulated(w, over)).toMatchObject([
      { EvalDecision: 'allowed', EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' } },
    ])
    expect(await simulated(w, { ...over, PolicyInputList: [] })).toMatchObject([
      {
        EvalDecision: 'implicitDeny',
        ResourceSpecificResults: [{ EvalDecisionDetails: { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' } }],
      },
    ])
  })

  it('derives the keys of the caller only from its ARN, and prefers those in the request', async () => {
    const w = await world()
    const Condition = { StringEquals: { 'aws:username': 'bob' }, ArnLike: { 'aws:PrincipalArn': BOB } }
    const PolicyInputList = [policy(statement({ Condition }))]
    expect(await decisions(w, { PolicyInputList, CallerArn: BOB })).toEqual(['allowed'])
    expect(await decisions(w, { PolicyInputList })).toEqual(['implicitDeny'])
    const ContextEntries = [entry('AWS:UserName', 'string', 'eve')]
    expect(await decisions(w, { PolicyInputList, CallerArn: BOB, ContextEntries })).toEqual(['implicitDeny'])
    await w.user('bob')
    const byId = [policy(statement({ Condition: { Null: { 'aws:userid': 'false' } } }))]
    expect(await decisions(w, { PolicyInputList: byId, CallerArn: BOB })).toEqual(['implicitDeny'])
  })

  it('lists in pages in the order of the actions, with markers that are only valid for this simulation', async () => {
    const w = await world()
    const ActionNames = ['s3:PutObject', 'sqs:SendMessage', 's3:GetObject']
    const first = await w.call(SimulateCustomPolicy, given({ ActionNames, MaxItems: 2 }))
    expect([results(first).map(({ EvalActionName }) => EvalActionName), first.IsTruncated]).toEqual([ActionNames.slice(0, 2), true])
    const second = await w.call(SimulateCustomPolicy, given({ ActionNames, MaxItems: 2, Marker: first.Marker }))
    expect([results(second).map(({ EvalActionName }) => EvalActionName), second.IsTruncated]).toEqual([['s3:GetObject'], false])
    const other = given({ ActionNames, Marker: first.Marker, PolicyInputList: [] })
    expect(await w.refusal(SimulateCustomPolicy, other)).toMatchObject({ code: 'ValidationError' })
  })

  it('requires permission for itself, and to read each role whose trust policy would affect the answer', async () => {
    const w = await world()
    const trust = policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' })
    await w.call(CreateRole, { RoleName: 'r', Path: '/p/', AssumeRolePolicyDocument: trust, Tags: [{ Key: 'k', Value: 'v' }] })
    const asked = (over: object) =>
      w.read((state) => SimulateCustomPolicy.authorize(given(over) as never, root, { state, awsManaged: w.awsManaged }))
    const own = { action: 'iam:SimulateCustomPolicy', resource: '*' }
    const role = `arn:aws:iam::${ACCOUNT}:role/p/r`
    const none = `arn:aws:iam::${ACCOUNT}:role/none`
    expect(asked({ ResourceArns: [role] })).toEqual([own])
    const assuming = {
      ActionNames: ['s3:GetObject', 'STS:AssumeRole'],
      ResourceArns: [role, none, OBJECT, `arn:aws:iam::${FOREIGN}:role/x`, role],
    }
    expect(asked(assuming)).toEqual([
      own,
      { action: 'iam:GetRole', resource: role, context: { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' } },
      { action: 'iam:GetRole', resource: none, context: {} },
    ])
    expect(asked({ ...assuming, ResourcePolicy: trust })).toEqual([own])
  })

  it('uses the trust policy of a role of this account, unless the request has another', async () => {
    const w = await world()
    const bob = await w.user('bob')
    const trusting = (AWS: string) => policy({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' })
    await w.call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument: trusting(bob.arn) })
    const role = `arn:aws:iam::${ACCOUNT}:role/r`
    const over = { PolicyInputList: [], ActionNames: ['sts:AssumeRole'], ResourceArns: [role] }
    expect(await simulated(w, { ...over, CallerArn: BOB })).toMatchObject([
      { EvalDecision: 'allowed', MatchedStatements: [{ SourcePolicyId: 'AssumeRolePolicyDocument', SourcePolicyType: 'Resource Policy' }] },
    ])
    const eve = `arn:aws:iam::${ACCOUNT}:user/eve`
    expect(await decisions(w, { ...over, CallerArn: eve })).toEqual(['implicitDeny'])
    expect(await decisions(w, { ...over, CallerArn: eve, ResourcePolicy: trusting(eve) })).toEqual(['allowed'])
    expect(await decisions(w, { ...over, CallerArn: BOB, ResourcePolicy: trusting(eve) })).toEqual(['implicitDeny'])
    const anything = { PolicyInputList: [policy(statement({ Action: '*' }))], CallerArn: eve }
    expect(await decisions(w, { ...over, ...anything })).toEqual(['implicitDeny'])
    expect(await decisions(w, { ...over, ...anything, ResourceArns: [`${role}none`] })).toEqual(['implicitDeny'])
  })

  it('reveals nothing of a trust policy to a caller who may not read it', async () => {
    const w = await world()
    await w.call(CreateRole, {
      RoleName: 'r',
      AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }),
    })
    const may = { Version: '2012-10-17', Statement: statement({ Action: 'iam:SimulateCustomPolicy' }) }
    const ann = await w.user('ann', { may })
    const over = (name: string) => given({ ActionNames: ['sts:AssumeRole'], ResourceArns: [`arn:aws:iam::${ACCOUNT}:role/${name}`] })
    const refused = (name: string) => ({
      code: 'AccessDenied',
      message: `User: ${ann.arn} is not authorized to perform: iam:GetRole on resource: arn:aws:iam::${ACCOUNT}:role/${name} because no identity-based policy allows the iam:GetRole action`,
    })
    expect(await w.refusal(SimulateCustomPolicy, over('r'), ann)).toEqual(refused('r'))
    expect(await w.refusal(SimulateCustomPolicy, over('none'), ann)).toEqual(refused('none'))
    expect(results(await w.call(SimulateCustomPolicy, given(), ann))).toMatchObject([{ EvalDecision: 'allowed' }])
  })

  it('refuses a caller without permission', async () => {
    const w = await world()
    const ann = await w.user('ann')
    expect(await w.refusal(SimulateCustomPolicy, given(), ann)).toEqual({
      code: 'AccessDenied',
      message: `User: ${ann.arn} is not authorized to perform: iam:SimulateCustomPolicy because no identity-based policy allows the iam:SimulateCustomPolicy action`,
    })
  })

  it.each<[string, object, string]>([
    ['no action', { ActionNames: [] }, 'Invalid Input Actions: must not be empty.'],
    [
      'actions with wildcards, or without a service',
      { ActionNames: ['s3:*', 's3:GetObject', 'GetObject', 's3:Get?'] },
      'Invalid Input Actions: [s3:*,GetObject,s3:Get?]. An action must be a service and a name, without wildcards.',
    ],
    ['a resource that is not an ARN', { ResourceArns: ['b/k'] }, 'Invalid Input Resource: b/k is not an ARN.'],
    [
      'two boundaries',
      { PermissionsBoundaryPolicyInputList: [policy(statement()), policy(statement())] },
      'Invalid Input Policies: only one permissions boundary can be given, not 2.',
    ],
    [
      'an unknown operator',
      { PolicyInputList: [policy(statement()), policy(statement({ Condition: { StringIs: { 'aws:username': 'a' } } }))] },
      'Invalid Input Policy: PolicyInputList.2: Syntax errors in policy. Unknown condition operator StringIs (line 1, column 100)',
    ],
    [
      'a policy that is not JSON',
      { PolicyInputList: ['{'] },
      expect.stringMatching(/^Invalid Input Policy: PolicyInputList.1: Syntax errors/),
    ],
    [
      'a resource policy among the identity policies',
      { PolicyInputList: [policy(statement({ Principal: '*' }))] },
      expect.stringMatching(/^Invalid Input Policy: PolicyInputList.1: Policy document should not specify a principal./),
    ],
    [
      'an invalid permissions boundary',
      { PermissionsBoundaryPolicyInputList: ['{}'] },
      expect.stringMatching(/^Invalid Input Policy: PermissionsBoundaryPolicyInputList.1: /),
    ],
    [
      'a resource policy that a resource could not have',
      { ResourcePolicy: bucketPolicy({ Principal: '*', Action: 'sqs:SendMessage' }), CallerArn: BOB, ResourceArns: [OBJECT] },
      expect.stringMatching(/^Invalid Input Policy: ResourcePolicy: Policy has invalid action/),
    ],
    [
      'a resource policy without a caller',
      { ResourcePolicy: bucketPolicy({ Principal: '*' }) },
      'Invalid Input CallerArn: must be given with a resource policy.',
    ],
    ...[`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:sts::${ACCOUNT}:federated-user/f`, 'bob'].map((CallerArn): [string, object, string] => [
      `${CallerArn} as a caller`,
      { CallerArn },
      'Invalid caller - Caller must be an IAM user, a role or a session of a role in this context.',
    ]),
    [
      'an owner that is not an account',
      { ResourceOwner: BOB },
      `Invalid Input Resource Owner: ${BOB} is neither the ARN of an account nor its id.`,
    ],
    [
      'a value that is not of its type',
      { ContextEntries: [entry('aws:MultiFactorAuthAge', 'numeric', 'old')] },
      'Invalid Input Context Entries: aws:MultiFactorAuthAge is of type numeric, which has no value old.',
    ],
    ['an unknown scenario', { ResourceHandlingOption: 'EC2-Moon' }, 'Invalid Input Resource Handling Option: EC2-Moon.'],
    [
      'a scenario without its resources',
      {
        ResourceHandlingOption: 'EC2-VPC-EBS',
        ResourceArns: [`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`, 'arn:aws:ec2:eu-west-1::image/ami-1'],
      },
      'Invalid Input Resource: EC2-VPC-EBS needs security-group, network-interface, volume.',
    ],
  ])('refuses %s', async (_what, over, message) => {
    const w = await world()
    expect(await w.refusal(SimulateCustomPolicy, given(over))).toEqual({ code: 'InvalidInput', message })
  })

  it('accepts a scenario with all its resources', async () => {
    const types = ['instance', 'image', 'security-group', 'network-interface', 'volume', 'subnet']
    const ResourceArns = types.map((type) => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${type}/x`)
    const over = { ResourceHandlingOption: 'EC2-VPC-EBS-Subnet', ResourceArns, ActionNames: ['ec2:RunInstances'] }
    expect(await decisions(await world(), { ...over, PolicyInputList: [policy(statement({ Action: 'ec2:*' }))] })).toEqual(['allowed'])
  })
})

interface Vector {
  readonly id: string
  readonly expect: string
  readonly assert?: 'denied'
  readonly settings?: object
  readonly request: {
    readonly principal: { readonly type: string; readonly arn: string; readonly credential?: string; readonly serviceLinked?: true }
    readonly action: string
    readonly resource: string
    readonly resourceAccount: string
    readonly context: Readonly<Record<string, string | readonly string[]>>
    readonly derived: Readonly<Record<string, string | readonly string[]>>
  }
  readonly policies: Readonly<Record<string, unknown>> & { readonly identity: readonly object[] }
}

const vectors = JSON.parse(readFileSync(new URL('../../../../../../vectors/policies/evaluation.json', import.meta.url), 'utf8')) as Vector[]
/** What the API has no parameter for: other callers, session policies, policies of organizations, unique ids in a resource policy. */
const expressible = vectors.filter(({ request: { principal, action }, policies, settings }) => {
  const named = (principal.type === 'user' || principal.type === 'assumedRole') && principal.credential !== 'sessionToken'
  const layers = policies.session === null && policies.scps === null && policies.rcps === null && settings === undefined
  const attached = policies.trust ?? policies.resource
  return named && layers && !/"A(?:ID|RO)A/.test(JSON.stringify(attached)) && (attached !== null || !/^(?:kms|sts):/.test(action))
})

describe('the shared evaluation cases, as a request', () => {
  it.each(expressible)('$id', async ({ request, policies, expect: expected, assert }) => {
    const w = await world()
    const attached = policies.trust ?? policies.resource
    const { principal, action, resource, resourceAccount, derived, context } = request
    const list = (documents: readonly unknown[]) => documents.map((document) => JSON.stringify(document))
    const [result] = await simulated(w, {
      PolicyInputList: list(policies.identity),
      PermissionsBoundaryPolicyInputList: policies.boundary === null ? [] : list([policies.boundary]),
      ...(attached !== null && { ResourcePolicy: JSON.stringify(attached) }),
      ResourceOwner: resourceAccount,
      CallerArn: principal.arn,
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: Object.entries({ ...derived, ...context }).map(([key, value]) =>
        typeof value === 'string' ? entry(key, 'string', value) : entry(key, 'stringList', ...value),
      ),
    })
    if (assert === 'denied') expect(result?.EvalDecision).not.toBe('allowed')
    else expect(result?.EvalDecision).toBe(expected === 'allow' ? 'allowed' : expected)
  })

  it('are most of the cases', () => {
    expect(expressible.length).toBeGreaterThan(200)
  })
})

describe('a simulation with much work', () => {
  it('lets other requests run first twenty times, and returns the same', async () => {
    const w = await world()
    const statement = (i: number) => ({
      Effect: 'Allow',
      Action: `s3:A${i}*`,
      Resource: Array.from({ length: 10 }, (_, at) => `arn:aws:s3:::b${at}*x${i}`),
    })
    const PolicyInputList = [JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: 40 }, (_, i) => statement(i)) })]
    const ActionNames = Array.from({ length: 1_000 }, (_, i) => `s3:A${i}`)
    const input = { PolicyInputList, ActionNames, ResourceArns: ['arn:aws:s3:::b1x3'], MaxItems: 1_000 }
    let rests = 0
    const rest = async () => {
      rests += 1
    }
    const { EvaluationResults: results = [] } = await w.change((state) => SimulateCustomPolicy.handle(input, root, { ...w, state, rest }))
    expect(results.map(({ EvalActionName }) => EvalActionName)).toEqual(ActionNames.slice(0, results.length))
    expect(results.length).toBeGreaterThan(20)
    expect(rests).toBeGreaterThanOrEqual(19)
    expect(rests).toBeLessThanOrEqual(21)
  })
})
