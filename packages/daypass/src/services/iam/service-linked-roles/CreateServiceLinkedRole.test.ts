import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { managedProblem } from '../../../access/policy-document.js'
import { managedPolicy } from '../../../directory/iam/policy.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { GetAccountSummary } from '../account/GetAccountSummary.js'
import { ListEntitiesForPolicy } from '../policies/ListEntitiesForPolicy.js'
import { ListAttachedRolePolicies } from '../role-policies/ListAttachedRolePolicies.js'
import { CreateRole } from '../roles/CreateRole.js'
import { GetRole } from '../roles/GetRole.js'
import { CreateServiceLinkedRole } from './CreateServiceLinkedRole.js'

const BATCH = { AWSServiceName: 'batch.amazonaws.com' }
const ARN = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch`
const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy'
const table: { service: string; role: string; policy: string }[] = JSON.parse(
  readFileSync(new URL('../../../../data/service-linked-roles.json', import.meta.url), 'utf8'),
)
/** A user with one statement. */
const someone = (w: World, name: string, statement: object) =>
  w.user(name, { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*', ...statement } } })

describe('CreateServiceLinkedRole', () => {
  it('makes the role with the path, the trust and the policy that AWS gives it', async () => {
    const w = await world()
    const { Role } = await w.call(CreateServiceLinkedRole, BATCH)
    expect(Role).toEqual({
      ...{ Path: '/aws-service-role/batch.amazonaws.com/', RoleName: 'AWSServiceRoleForBatch', Arn: ARN },
      ...{ RoleId: expect.stringMatching(/^AROA\w{17}$/), CreateDate: new Date(START), Description: undefined },
      AssumeRolePolicyDocument: expect.stringContaining('batch.amazonaws.com'),
    })
    expect(JSON.parse(decodeURIComponent(String(Role?.AssumeRolePolicyDocument)))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'batch.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    expect(await w.call(GetRole, { RoleName: 'AWSServiceRoleForBatch' })).toMatchObject({ Role: { MaxSessionDuration: 3_600 } })
    expect(await w.call(ListAttachedRolePolicies, { RoleName: 'AWSServiceRoleForBatch' })).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'BatchServiceRolePolicy', PolicyArn }],
    })
    expect((await w.call(ListEntitiesForPolicy, { PolicyArn })).PolicyRoles).toMatchObject([{ RoleName: 'AWSServiceRoleForBatch' }])
    expect(await w.call(GetAccountSummary, {})).toMatchObject({ SummaryMap: { Roles: 1 } })
  })

  it.each([
    ['the given description', { AWSServiceName: 'rds.amazonaws.com', Description: 'ours' }, 'ours'],
    ["otherwise the service's", { AWSServiceName: 'rds.amazonaws.com' }, 'Allows Amazon RDS to manage AWS resources on your behalf'],
    ['an empty one where that is given', { AWSServiceName: 'rds.amazonaws.com', Description: '' }, ''],
    ['none where neither is there', BATCH, undefined],
  ])('describes it with %s', async (_which, input, description) => {
    const { Role } = await (await world()).call(CreateServiceLinkedRole, input)
    expect(Role?.Description).toBe(description)
  })

  it('adds the suffix to the name, so that there may be several', async () => {
    const w = await world()
    const AWSServiceName = 'autoscaling.amazonaws.com'
    await w.call(CreateServiceLinkedRole, { AWSServiceName })
    const { Role } = await w.call(CreateServiceLinkedRole, { AWSServiceName, CustomSuffix: 'web' })
    expect(Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_web')
  })

  it('requires permission on the role that it would make, with the name of the service', async () => {
    const action = 'iam:CreateServiceLinkedRole'
    expect(askedBy(await world(), CreateServiceLinkedRole, BATCH)).toEqual([
      { action, resource: ARN, context: { 'iam:AWSServiceName': 'batch.amazonaws.com' } },
    ])
    expect(askedBy(await world(), CreateServiceLinkedRole, { AWSServiceName: 'x.amazonaws.com' })).toEqual([
      {
        ...{ action, resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/*` },
        context: { 'iam:AWSServiceName': 'x.amazonaws.com' },
      },
    ])
  })

  it('serves a caller who may make the role of this service, and refuses one who may make those of others', async () => {
    const w = await world()
    const action = { Action: 'iam:CreateServiceLinkedRole' }
    const onlyFor = (service: string) => ({ ...action, Condition: { StringEquals: { 'iam:AWSServiceName': service } } })
    const ann = await someone(w, 'ann', onlyFor('ecs.amazonaws.com'))
    expect(await w.refusal(CreateServiceLinkedRole, BATCH, ann)).toMatchObject({ code: 'AccessDenied' })
    const bob = await someone(w, 'bob', { ...action, Resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/*` })
    expect(await w.refusal(CreateServiceLinkedRole, BATCH, bob)).toMatchObject({ code: 'AccessDenied' })
    await w.call(CreateServiceLinkedRole, BATCH, await someone(w, 'cleo', onlyFor('batch.amazonaws.com')))
  })

  it.each<[string, object, string]>([
    [
      'an unknown service',
      { AWSServiceName: 'x.amazonaws.com' },
      'x.amazonaws.com has no service-linked role that this version of daypass knows.',
    ],
    [
      'a service in another case',
      { AWSServiceName: 'Batch.amazonaws.com' },
      'Batch.amazonaws.com has no service-linked role that this version of daypass knows.',
    ],
    ['a suffix', { ...BATCH, CustomSuffix: 'x' }, 'Custom suffix is not allowed for batch.amazonaws.com'],
    [
      'a name that is too long',
      { AWSServiceName: 'connect.amazonaws.com', CustomSuffix: 'x'.repeat(34) },
      'CustomSuffix must have at most 33 characters for connect.amazonaws.com.',
    ],
    [
      'a service whose policy is gone',
      { AWSServiceName: 'lex.amazonaws.com' },
      'The role of lex.amazonaws.com needs the policy arn:aws:iam::aws:policy/aws-service-role/AmazonLexBotPolicy, which AWS no longer publishes.',
    ],
  ])('refuses %s', async (_what, input, message) => {
    expect(await (await world()).refusal(CreateServiceLinkedRole, input)).toEqual({ code: 'InvalidInput', message })
  })

  it.each([
    ['a service-linked role', (w: World) => w.call(CreateServiceLinkedRole, BATCH)],
    ['another role', (w: World) => w.call(CreateRole, { RoleName: 'awsservicerolEforbatch', AssumeRolePolicyDocument: TRUST })],
  ])('refuses a name that %s has', async (_what, take) => {
    const w = await world()
    await take(w)
    expect(await w.refusal(CreateServiceLinkedRole, BATCH)).toEqual({
      code: 'InvalidInput',
      message: 'Service role name AWSServiceRoleForBatch has been taken in this account, please try a different suffix.',
    })
  })

  it('knows 71 services, and of each but one a policy that is enforced as it reads', async () => {
    const w = await world()
    const policyOf = (arn: string) => w.read((state) => managedPolicy(state, w.awsManaged, { arn }))
    expect(table).toHaveLength(71)
    expect(table.filter(({ policy }) => policyOf(policy) === undefined).map(({ service }) => service)).toEqual(['lex.amazonaws.com'])
    for (const { policy } of table) {
      const found = policyOf(policy)
      if (found !== undefined) expect([policy, managedProblem(policy, found)]).toEqual([policy, undefined])
    }
  })
})
