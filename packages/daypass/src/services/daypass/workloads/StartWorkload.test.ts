import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../core/caller.js'
import { OpenedSecrets } from '../../../credentials/long-term-secret.js'
import { resolveKey } from '../../../credentials/resolve.js'
import { roles } from '../../../directory/iam/role.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { StartWorkload } from './StartWorkload.js'

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const policy = (Statement: object) => ({ Version: '2012-10-17', Statement })
const trust = (service: string, Condition?: object) =>
  JSON.stringify(policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }))
const start = { Effect: 'Allow', Action: 'daypass:StartWorkload', Resource: '*' }
const pass = (Resource: string, service?: string) => ({
  ...{ Effect: 'Allow', Action: 'iam:PassRole', Resource },
  ...(service && { Condition: { StringEquals: { 'iam:PassedToService': service } } }),
})

const putRole = (w: World, name: string, trusting: string): Promise<unknown> =>
  w.change((state) => {
    const base = { account: ACCOUNT, name, path: '/', id: `AROA${name.toUpperCase().padStart(17, 'A')}`, createdAt: START, tags: {} }
    roles.put(state, { ...base, inlinePolicies: {}, attachedPolicies: [], maxSessionDuration: 3600, trust: trusting })
  })

async function given(Condition?: object): Promise<World> {
  const w = await world()
  await putRole(w, 'app', trust('ecs-tasks.amazonaws.com', Condition))
  return w
}
const task = { Service: 'ecs-tasks', RoleArn: roleArn('app') } as const

describe('StartWorkload', () => {
  it('gives a session of the role, named as the service names it', async () => {
    const w = await given()
    const { Credentials, WorkloadId, ...rest } = await w.call(StartWorkload, { ...task, Name: 'blue', DurationSeconds: 900 })
    expect(WorkloadId).toMatch(/^[0-9a-f]{32}$/)
    expect(rest).toMatchObject({
      AssumedRoleArn: `arn:aws:sts::${ACCOUNT}:assumed-role/app/${WorkloadId}`,
      SourceArn: `arn:aws:ecs:us-east-1:${ACCOUNT}:task/blue/${WorkloadId}`,
      Delivery: 'container',
    })
    expect(Credentials.Expiration).toEqual(new Date(START + 900_000))
    expect(callerOf(w, Credentials)).toMatchObject({ kind: 'role', arn: rest.AssumedRoleArn })
  })

  it.each([
    ['lambda', 'function:default', /^default$/, 'environment'],
    ['codebuild', 'project/default', /^AWSCodeBuild-[0-9a-f-]{36}$/, 'container'],
    ['codepipeline', 'default', /^[0-9a-f-]{36}$/, 'environment'],
    ['ec2', 'instance/i-', /^i-[0-9a-f]{17}$/, 'metadata'],
  ] as const)('names the sessions of %s', async (Service, source, session, Delivery) => {
    const w = await world()
    await putRole(w, 'own', trust(`${Service}.amazonaws.com`))
    const started = await w.call(StartWorkload, { Service, RoleArn: roleArn('own') })
    expect(started.Delivery).toBe(Delivery)
    expect(started.AssumedRoleArn.split('/').at(-1)).toMatch(session)
    expect(started.SourceArn).toContain(`${Service}:us-east-1:${ACCOUNT}:${source}`)
  })

  it('requires to start the workload, and to pass the role to the service', async () => {
    const w = await given()
    const resource = `arn:aws:ecs:us-east-1:${ACCOUNT}:task/default/*`
    expect(
      w.read((state) =>
        StartWorkload.authorize(task, root, { state, installationAccount: ACCOUNT, region: 'us-east-1', loopbackHttp: false }),
      ),
    ).toMatchObject([
      { action: 'daypass:StartWorkload', resource },
      {
        ...{ action: 'iam:PassRole', resource: roleArn('app') },
        context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com', 'iam:AssociatedResourceArn': resource },
      },
    ])
  })

  it.each<[string, object[], string | undefined]>([
    ['start it and pass the role', [start, pass(roleArn('app'), 'ecs-tasks.amazonaws.com')], undefined],
    ['start it only', [start], 'iam:PassRole'],
    ['start it and pass another role', [start, pass(roleArn('other'))], 'iam:PassRole'],
    ['start it and pass roles to another service', [start, pass('*', 'lambda.amazonaws.com')], 'iam:PassRole'],
    ['pass the role only', [pass('*')], 'daypass:StartWorkload'],
    ['start functions only', [{ ...start, Resource: 'arn:aws:lambda:*:*:*' }, pass('*')], 'daypass:StartWorkload'],
  ])('decides for a user who may %s', async (_may, statements, refused) => {
    const w = await given()
    const user = await w.user('dev', { p: policy(statements) })
    if (refused === undefined) expect(await w.call(StartWorkload, task, user)).toHaveProperty('Credentials')
    else
      expect(await w.refusal(StartWorkload, task, user)).toMatchObject({ code: 'AccessDenied', message: expect.stringContaining(refused) })
  })

  it.each<[string, object]>([
    ['a role that trusts another service', { Service: 'lambda' }],
    ['no role', { RoleArn: roleArn('none') }],
    ['a role by another path', { RoleArn: roleArn('path/app') }],
  ])('refuses %s with one text, and says why in the audit', async (_what, over) => {
    const w = await given()
    const outcome = await w.attempt(StartWorkload, { ...task, ...over })
    const input = { ...task, ...over }
    expect(outcome).toMatchObject({
      error: {
        code: 'AccessDenied',
        message: `${input.Service}.amazonaws.com cannot assume ${input.RoleArn}. The role must exist, and its trust policy must allow sts:AssumeRole to this service.`,
        detail: { reason: expect.stringMatching(/^there is no role|^the trust policy does not let/) },
      },
    })
  })

  it.each<[string, object, boolean]>([
    ['its account', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }, true],
    ['another account', { StringEquals: { 'aws:SourceAccount': '999999999999' } }, false],
    ['its cluster', { ArnLike: { 'aws:SourceArn': `arn:aws:ecs:*:${ACCOUNT}:task/default/*` } }, true],
    ['another cluster', { ArnLike: { 'aws:SourceArn': `arn:aws:ecs:*:${ACCOUNT}:task/other/*` } }, false],
    ['an address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, false],
    ['a service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, true],
  ])('has the service name the source to a trust policy that asks for %s', async (_source, Condition, allowed) => {
    const w = await given(Condition)
    if (allowed) expect(await w.call(StartWorkload, task)).toHaveProperty('Credentials')
    else expect(await w.refusal(StartWorkload, task)).toMatchObject({ code: 'AccessDenied' })
  })

  it('does not hand over a role that is linked to a service, even to that service', async () => {
    const w = await given()
    await w.change((state) => roles.put(state, { ...roles.require(state, ACCOUNT, 'app'), ownedBy: 'service' }))
    expect(await w.refusal(StartWorkload, task)).toMatchObject({ code: 'AccessDenied', message: expect.stringContaining('cannot assume') })
  })

  it('does not pass a role of another account', async () => {
    const w = await given()
    const input = { ...task, RoleArn: 'arn:aws:iam::999999999999:role/app' }
    expect(await w.refusal(StartWorkload, input)).toEqual({ code: 'AccessDenied', message: 'Cross-account pass role is not allowed.' })
    expect(await w.refusal(StartWorkload, { ...task, RoleArn: `arn:aws:iam::${ACCOUNT}:user/app` })).toMatchObject({
      code: 'ValidationError',
    })
  })

  it('tells later requests of the session which function it is', async () => {
    const w = await world()
    await putRole(w, 'fn', trust('lambda.amazonaws.com'))
    const { Credentials } = await w.call(StartWorkload, { Service: 'lambda', RoleArn: roleArn('fn'), Name: 'resize' })
    expect(callerOf(w, Credentials)).toMatchObject({
      session: { federatedKeys: { 'lambda:SourceFunctionArn': `arn:aws:lambda:us-east-1:${ACCOUNT}:function:resize` } },
    })
  })
})

describe('a renewal', () => {
  it('keeps the id of the workload', async () => {
    const w = await given()
    const first = await w.call(StartWorkload, task)
    const second = await w.call(StartWorkload, { ...task, WorkloadToken: first.WorkloadToken })
    expect(second.WorkloadId).toBe(first.WorkloadId)
    expect(second.Credentials.AccessKeyId).not.toBe(first.Credentials.AccessKeyId)
  })

  it('asks for the permissions and the trust again', async () => {
    const w = await given()
    const { WorkloadToken } = await w.call(StartWorkload, task)
    const again = { ...task, WorkloadToken }
    const nobody = await w.user('nobody', { p: policy(start) })
    expect(await w.refusal(StartWorkload, again, nobody)).toMatchObject({ message: expect.stringContaining('iam:PassRole') })
    await putRole(w, 'app', trust('lambda.amazonaws.com'))
    expect(await w.refusal(StartWorkload, again)).toMatchObject({ message: expect.stringContaining('cannot assume') })
    await w.change((state) => roles.delete(state, roles.require(state, ACCOUNT, 'app')))
    expect(await w.refusal(StartWorkload, again)).toMatchObject({ message: expect.stringContaining('cannot assume') })
  })

  it.each<[string, object]>([
    ['service', { Service: 'lambda' }],
    ['name', { Name: 'other' }],
    ['role', { RoleArn: roleArn('second') }],
  ])('refuses the token of another %s', async (_of, over) => {
    const w = await given()
    await putRole(w, 'second', trust('ecs-tasks.amazonaws.com'))
    const { WorkloadToken } = await w.call(StartWorkload, task)
    expect(await w.refusal(StartWorkload, { ...task, ...over, WorkloadToken })).toMatchObject({ code: 'ValidationError' })
  })

  it('refuses a token that nobody made', async () => {
    const w = await given()
    for (const WorkloadToken of ['x', 'A'.repeat(120)])
      expect(await w.refusal(StartWorkload, { ...task, WorkloadToken })).toMatchObject({ code: 'ValidationError' })
  })
})

function callerOf(w: World, { AccessKeyId, SessionToken }: { AccessKeyId: string; SessionToken: string }): Caller {
  const resolver = { ring: w.ring, secrets: new OpenedSecrets() }
  const key = { accessKeyId: AccessKeyId, sessionToken: SessionToken }
  const resolved = w.read((state) => resolveKey(key, state, { resolver, now: START }))
  if ('unresolved' in resolved) throw new Error(resolved.unresolved)
  return resolved.caller
}
