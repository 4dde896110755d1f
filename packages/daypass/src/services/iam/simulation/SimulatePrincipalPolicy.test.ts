import { describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, type OutputOf, root, type World, world } from '../../../testing/world.js'
import { PutRolePermissionsBoundary } from '../boundaries/PutRolePermissionsBoundary.js'
import { PutUserPermissionsBoundary } from '../boundaries/PutUserPermissionsBoundary.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../policies/CreatePolicyVersion.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { PutRolePolicy } from '../role-policies/PutRolePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from '../user-policies/PutUserPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { SimulatePrincipalPolicy } from './SimulatePrincipalPolicy.js'

const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`
const statement = (over: object = {}) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over })
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const TRUST = policy({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' })
const BOB = arn('user/team/bob')
const ROLE = arn('role/team/r')
const OBJECT = 'arn:aws:s3:::b/k'

const given = async (): Promise<World> => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'bob', Path: '/team/', Tags: [{ Key: 'Team', Value: 'a' }] })
  await w.call(CreateRole, { RoleName: 'r', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  return w
}
const results = (output: OutputOf<typeof SimulatePrincipalPolicy>) => output.EvaluationResults ?? []
const simulated = async (w: World, PolicySourceArn: string, over: object = {}) =>
  results(await w.call(SimulatePrincipalPolicy, { PolicySourceArn, ActionNames: ['s3:GetObject'], ...over }))
const decision = async (w: World, source: string, over: object = {}) => (await simulated(w, source, over))[0]?.EvalDecision
const sources = async (w: World, source: string, over: object = {}) => {
  const statements = (await simulated(w, source, over))[0]?.MatchedStatements
  return statements?.map(({ SourcePolicyId }) => SourcePolicyId)
}

describe('SimulatePrincipalPolicy', () => {
  it.each([
    ['user', BOB, AttachUserPolicy, { UserName: 'bob' }],
    ['role', ROLE, AttachRolePolicy, { RoleName: 'r' }],
  ] as const)('returns for a %s what was recorded from AWS', async (_kind, source, attach, principal) => {
    const w = await given()
    const PolicyDocument =
      '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
    await w.call(CreatePolicy, { PolicyName: 'puts', PolicyDocument })
    await w.call(attach, { ...principal, PolicyArn: arn('policy/puts') })
    const ResourceArns = ['arn:aws:s3:::bucket']
    const MatchedStatements = [
      {
        SourcePolicyId: 'puts',
        SourcePolicyType: 'IAM Policy',
        StartPosition: { Line: 1, Column: 41 },
        EndPosition: { Line: 1, Column: 113 },
      },
    ]
    const shown = (EvalActionName: string, EvalDecision: string, matched: object[]) => ({
      EvalActionName,
      EvalDecision,
      EvalDecisionDetails: {},
      EvalResourceName: 'arn:aws:s3:::bucket',
      MatchedStatements: matched,
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
      ResourceSpecificResults: [
        {
          EvalResourceDecision: EvalDecision,
          EvalResourceName: 'arn:aws:s3:::bucket',
          MatchedStatements: matched,
          MissingContextValues: [],
        },
      ],
    })
    const ActionNames = ['s3:PutObject', 's3:GetObjectVersion']
    expect(await w.call(SimulatePrincipalPolicy, { PolicySourceArn: source, ActionNames, ResourceArns })).toEqual({
      EvaluationResults: [shown('s3:PutObject', 'allowed', MatchedStatements), shown('s3:GetObjectVersion', 'implicitDeny', [])],
      IsTruncated: false,
    })
  })

  it('evaluates inline and managed policies, and those in the request', async () => {
    const w = await given()
    await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'in', PolicyDocument: policy(statement()) })
    await w.call(AttachUserPolicy, { UserName: 'bob', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' })
    await w.call(PutRolePolicy, { RoleName: 'r', PolicyName: 'in', PolicyDocument: policy(statement()) })
    const PolicyInputList = [policy(statement({ Action: 'sqs:*' })), policy(statement())]
    expect(await sources(w, BOB)).toEqual(['user_bob_in', 'AmazonS3ReadOnlyAccess'])
    expect(await sources(w, BOB, { PolicyInputList })).toEqual(['user_bob_in', 'AmazonS3ReadOnlyAccess', 'PolicyInputList.2'])
    expect(await sources(w, ROLE)).toEqual(['role_r_in'])
    const PermissionsBoundaryPolicyInputList = [policy(statement({ Effect: 'Deny' }))]
    expect(await sources(w, ROLE, { PermissionsBoundaryPolicyInputList })).toEqual(['PermissionsBoundaryPolicyInputList.1'])
  })

  it('uses the current policies after every change', async () => {
    const w = await given()
    await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'in', PolicyDocument: policy(statement()) })
    expect(await decision(w, BOB)).toBe('allowed')
    await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'in', PolicyDocument: policy(statement({ Effect: 'Deny' })) })
    expect(await decision(w, BOB)).toBe('explicitDeny')
  })

  it.each<[string, object]>([
    ['aws:username', { StringEquals: { 'aws:username': 'bob' } }],
    ['aws:PrincipalArn', { ArnEquals: { 'aws:PrincipalArn': BOB } }],
    ['aws:PrincipalTag/Team', { StringEquals: { 'aws:PrincipalTag/Team': 'a' } }],
    ['aws:userid', { StringLike: { 'aws:userid': 'AIDA*' } }],
    ['aws:PrincipalType', { StringEquals: { 'aws:PrincipalType': 'User' } }],
  ])('knows %s of a user, unless the request has another value', async (key, Condition) => {
    const w = await given()
    const PolicyInputList = [policy(statement({ Condition }))]
    expect(await simulated(w, BOB, { PolicyInputList })).toMatchObject([{ EvalDecision: 'allowed', MissingContextValues: [] }])
    const ContextEntries = [{ ContextKeyName: key, ContextKeyType: 'string', ContextKeyValues: ['other'] }]
    expect(await decision(w, BOB, { PolicyInputList, ContextEntries })).toBe('implicitDeny')
    expect(
      await simulated(w, BOB, { PolicyInputList: [policy(statement({ Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }))] }),
    ).toMatchObject([{ EvalDecision: 'implicitDeny', MissingContextValues: ['aws:ViaAWSService'] }])
  })

  it('evaluates resource policies for the source, a session of it, or another caller', async () => {
    const w = await given()
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`
    const asked = (source: string, AWS: string, over: object = {}) => {
      const ResourcePolicy = policy(statement({ Principal: { AWS }, Action: 's3:GetObject', Resource: OBJECT }))
      return decision(w, source, { ResourceArns: [OBJECT], ResourcePolicy, ...over })
    }
    expect(await asked(BOB, BOB)).toBe('allowed')
    expect(await asked(ROLE, ROLE)).toBe('allowed')
    expect(await asked(ROLE, session)).toBe('implicitDeny')
    expect(await asked(ROLE, session, { CallerArn: session })).toBe('allowed')
    expect(await asked(ROLE, ROLE, { CallerArn: session })).toBe('allowed')
    expect(await asked(BOB, BOB, { CallerArn: arn('user/eve') })).toBe('implicitDeny')
    expect(await asked(ROLE, arn('user/eve'), { CallerArn: arn('user/eve') })).toBe('allowed')
  })

  it('can use another caller with the policies of the source, and reveals nothing about that caller', async () => {
    const w = await given()
    await w.call(CreateUser, { UserName: 'eve', Tags: [{ Key: 'Team', Value: 'b' }] })
    const Condition = { StringEquals: { 'aws:PrincipalTag/Team': 'b' } }
    await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'in', PolicyDocument: policy(statement({ Condition })) })
    expect(await simulated(w, BOB, { CallerArn: arn('user/eve') })).toMatchObject([
      { EvalDecision: 'implicitDeny', MissingContextValues: ['aws:PrincipalTag/Team'] },
    ])
  })

  it('knows the trust policy of a role of this account', async () => {
    const w = await given()
    const over = { ActionNames: ['sts:AssumeRole'], ResourceArns: [ROLE] }
    expect(await decision(w, BOB, over)).toBe('implicitDeny')
    expect(await decision(w, BOB, { ...over, PolicyInputList: [policy(statement({ Action: 'sts:*' }))] })).toBe('allowed')
  })

  it('decides by the policies of the groups of a user too, and by those of a group alone', async () => {
    const w = await given()
    await w.call(CreateGroup, { GroupName: 'g', Path: '/team/' })
    await w.call(PutGroupPolicy, { GroupName: 'g', PolicyName: 'reads', PolicyDocument: policy(statement()) })
    const GROUP = arn('group/team/g')
    expect(await decision(w, BOB)).toBe('implicitDeny')
    await w.call(AddUserToGroup, { GroupName: 'g', UserName: 'bob' })
    for (const source of [BOB, GROUP]) expect([await decision(w, source), await sources(w, source)]).toEqual(['allowed', ['group_g_reads']])
    await w.call(CreatePolicy, { PolicyName: 'denies', PolicyDocument: policy(statement({ Effect: 'Deny' })) })
    await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: arn('policy/denies') })
    for (const source of [BOB, GROUP]) expect([await decision(w, source), await sources(w, source)]).toEqual(['explicitDeny', ['denies']])
    expect(await decision(w, GROUP, { CallerArn: arn('user/carl') })).toBe('explicitDeny')
  })

  it('limits a user or role by the permissions boundary that it has, or by the one that is given in its place', async () => {
    const w = await given()
    await w.call(CreatePolicy, { PolicyName: 'puts', PolicyDocument: policy(statement({ Action: 's3:PutObject' })) })
    await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'in', PolicyDocument: policy(statement()) })
    await w.call(PutRolePolicy, { RoleName: 'r', PolicyName: 'in', PolicyDocument: policy(statement()) })
    expect((await simulated(w, BOB))[0]).not.toHaveProperty('PermissionsBoundaryDecisionDetail')
    await w.call(PutUserPermissionsBoundary, { UserName: 'bob', PermissionsBoundary: arn('policy/puts') })
    await w.call(PutRolePermissionsBoundary, { RoleName: 'r', PermissionsBoundary: arn('policy/puts') })
    for (const source of [BOB, ROLE]) {
      expect((await simulated(w, source))[0]).toMatchObject({
        EvalDecision: 'implicitDeny',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      })
      expect((await simulated(w, source, { ActionNames: ['s3:PutObject'] }))[0]).toMatchObject({
        EvalDecision: 'allowed',
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
      })
      expect(await decision(w, source, { PermissionsBoundaryPolicyInputList: [policy(statement())] })).toBe('allowed')
    }
    await w.call(CreatePolicyVersion, {
      PolicyArn: arn('policy/puts'),
      PolicyDocument: policy(statement({ Effect: 'Deny' })),
      SetAsDefault: true,
    })
    expect((await simulated(w, BOB))[0]).toMatchObject({
      EvalDecision: 'explicitDeny',
      MatchedStatements: [{ SourcePolicyId: 'puts', SourcePolicyType: 'Permissions Boundary Policy' }],
    })
  })

  it('knows no caller of a group: its policies do not follow from who has them, and a resource policy needs one', async () => {
    const w = await given()
    await w.call(CreateGroup, { GroupName: 'g' })
    const ofBob = policy(statement({ Condition: { StringEquals: { 'aws:username': 'bob' } } }))
    await w.call(PutGroupPolicy, { GroupName: 'g', PolicyName: 'p', PolicyDocument: ofBob })
    expect(await decision(w, arn('group/g'))).toBe('implicitDeny')
    expect(await decision(w, arn('group/g'), { CallerArn: arn('user/bob') })).toBe('allowed')
    const ResourcePolicy = policy(statement({ Principal: '*', Resource: OBJECT }))
    const input = { PolicySourceArn: arn('group/g'), ActionNames: ['s3:GetObject'], ResourceArns: [OBJECT], ResourcePolicy }
    expect(await w.refusal(SimulatePrincipalPolicy, input)).toEqual({
      code: 'InvalidInput',
      message: 'Invalid Input CallerArn: must be given with a resource policy.',
    })
  })

  it('asks for the source with its true ARN and tags, and for the roles whose trust policies it would tell of', async () => {
    const w = await given()
    const asked = (PolicySourceArn: string, over: object = {}) =>
      w.read((state) =>
        SimulatePrincipalPolicy.authorize({ PolicySourceArn, ActionNames: ['sts:AssumeRole'], ...over }, root, {
          state,
          awsManaged: w.awsManaged,
        }),
      )
    const action = 'iam:SimulatePrincipalPolicy'
    const tags = { 'aws:ResourceTag/Team': 'a', 'iam:ResourceTag/Team': 'a' }
    expect(asked(BOB)).toEqual([{ action, resource: BOB, context: tags }])
    expect(asked(arn('user/bob'))).toEqual([{ action, resource: arn('user/bob'), context: {} }])
    expect(asked(arn('group/g'))).toEqual([{ action, resource: arn('group/g'), context: {} }])
    expect(asked(BOB, { ResourceArns: [ROLE] })).toEqual([
      { action, resource: BOB, context: tags },
      { action: 'iam:GetRole', resource: ROLE, context: {} },
    ])
  })

  it('refuses a caller without permission for this source', async () => {
    const w = await given()
    const Statement = statement({ Action: 'iam:SimulatePrincipalPolicy', Resource: ROLE })
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    const input = (PolicySourceArn: string) => ({ PolicySourceArn, ActionNames: ['s3:GetObject'] })
    expect(results(await w.call(SimulatePrincipalPolicy, input(ROLE), ann))).toHaveLength(1)
    for (const source of [BOB, arn('user/nobody'), arn('group/g')])
      expect(await w.refusal(SimulatePrincipalPolicy, input(source), ann)).toEqual({
        code: 'AccessDenied',
        message: `User: ${ann.arn} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${source} because no identity-based policy allows the iam:SimulatePrincipalPolicy action`,
      })
  })

  const unclear = (what: string) => `Invalid Entity Arn: ${what} does not clearly define entity type and name.`
  it.each([
    ['a user who does not exist', arn('user/nobody'), 'NoSuchEntity', 'The user with name nobody cannot be found.'],
    ['a user under another path', arn('user/bob'), 'NoSuchEntity', 'The user with name bob cannot be found.'],
    ['a user in other letters', arn('user/team/BOB'), 'NoSuchEntity', 'The user with name BOB cannot be found.'],
    ['a role who is not there', arn('role/r'), 'NoSuchEntity', 'The role with name r cannot be found.'],
    ['a group that is not there', arn('group/g'), 'NoSuchEntity', 'The group with name g cannot be found.'],
    ['root', arn('root'), 'InvalidInput', unclear(arn('root'))],
    ['a session', `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`, 'InvalidInput', unclear(`arn:aws:sts::${ACCOUNT}:assumed-role/r/s`)],
    ['a policy', arn('policy/p/p/p'), 'InvalidInput', unclear(arn('policy/p/p/p'))],
    ['no ARN', 'someone-or-someone-else', 'InvalidInput', unclear('someone-or-someone-else')],
    [
      'a user of another account',
      'arn:aws:iam::444455556666:user/bob',
      'InvalidInput',
      `Invalid Policy Source Arn: caller's account ${ACCOUNT} does not have access to policies in account 444455556666`,
    ],
  ])('refuses %s as a source', async (_who, PolicySourceArn, code, message) => {
    const w = await given()
    expect(await w.refusal(SimulatePrincipalPolicy, { PolicySourceArn, ActionNames: ['s3:GetObject'] })).toEqual({ code, message })
  })

  it('fails if a stored policy cannot be parsed, instead of ignoring it', async () => {
    const w = await given()
    const broken = { all: policy(statement()), odd: policy(statement({ Condition: { StringIs: { 'aws:username': 'a' } } })) }
    await w.change((state) => users.put(state, { ...users.get(state, ACCOUNT, 'bob')!, inlinePolicies: broken }))
    const refusal = await w.refusal(SimulatePrincipalPolicy, { PolicySourceArn: BOB, ActionNames: ['s3:GetObject'] })
    expect(refusal).toMatchObject({
      code: 'PolicyEvaluation',
      message: expect.stringMatching(/^The policy user_bob_odd cannot be evaluated: /),
    })
  })
})

describe('the stored policies of a simulation', () => {
  const long = policy(statement({ Action: Array.from({ length: 540 }, (_, i) => `s3:A${String(i).padStart(4, '0')}`) }))
  /** How often it rests before the first result, and how many results a page has, with so many long policies attached. */
  async function measured(count: number): Promise<{ rests: number; page: number }> {
    const w = await given()
    for (let i = 0; i < count; i++) {
      await w.call(CreatePolicy, { PolicyName: `p${i}`, PolicyDocument: long })
      await w.call(AttachUserPolicy, { UserName: 'bob', PolicyArn: arn(`policy/p${i}`) })
    }
    let rests = 0
    const rest = async () => {
      rests += 1
    }
    const asked = async (ActionNames: string[]) => {
      const input = { PolicySourceArn: BOB, ActionNames, MaxItems: 1_000 }
      return results(await w.change((state) => SimulatePrincipalPolicy.handle(input, root, { ...w, state, rest }))).length
    }
    await asked(['s3:GetObject'])
    const before = rests
    return { rests: before, page: await asked(Array.from({ length: 1_000 }, (_, i) => `s3:B${i}`)) }
  }

  it('are read in slices between which other requests run, and make a page shorter', async () => {
    const [few, many] = [await measured(1), await measured(10)]
    expect([few.rests, many.rests]).toEqual([0, 5])
    expect(many.page).toBeGreaterThan(0)
    expect(many.page).toBeLessThan(few.page / 10)
  })
})
