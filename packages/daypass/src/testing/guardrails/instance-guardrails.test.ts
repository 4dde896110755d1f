import { beforeAll, describe, expect, it } from 'vitest'
import { roleArn } from '../../core/arn.js'
import { roles } from '../../directory/iam/role.js'
import { TerminateInstances } from '../../services/ec2/instance-states/TerminateInstances.js'
import { RunInstances } from '../../services/ec2/launches/RunInstances.js'
import { launchedId, ONE } from '../ec2/ec2-instances.js'
import { memberAccount, organizationWorld, policyOf, rootOf, scp, sessionOf, userOf } from '../organization.js'
import { type World, world } from '../world.js'

type Place = Awaited<ReturnType<typeof organizationWorld>>

/** Only t2.micro may be launched, as the example of the Organizations user guide has it. */
const ONLY_MICRO = {
  Sid: 'RequireMicroInstanceType',
  Effect: 'Deny',
  Action: 'ec2:RunInstances',
  Resource: 'arn:aws:ec2:*:*:instance/*',
  Condition: { StringNotEquals: { 'ec2:InstanceType': 't2.micro' } },
}
/** Nothing outside two regions, apart from what is global, unless one role does it. */
const ONLY_EUROPE = {
  Sid: 'DenyAllOutsideEU',
  Effect: 'Deny',
  NotAction: ['iam:*', 'organizations:*', 'sts:*'],
  Resource: '*',
  Condition: {
    StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
    ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/Role1AllowedToBypassThisSCP'] },
  },
}
const code = async (w: Pick<World, 'attempt'>, input: object, caller: Parameters<World['attempt']>[2]) => {
  const outcome = await w.attempt(RunInstances, { ...ONE, ...input }, caller)
  return 'error' in outcome ? (outcome.error as { code: string }).code : 'launched'
}
const DryRun = true

describe('a guardrail on launches', () => {
  let o: Place
  let member: string
  beforeAll(async () => {
    o = await organizationWorld()
    member = o.member
  })
  const at = (region: string) => o.w.at({ region, kind: 'regional' })
  const admin = (name: string) => userOf(o.w, member, { name, statement: { Action: '*' } })

  it('lets the one type through, and stops the other, for administrators and the root user', async () => {
    const { w } = o
    const before = await admin('before')
    expect(await code(w, { InstanceType: 't3.large' }, before)).toBe('launched')
    await policyOf(w, scp(ONLY_MICRO), { at: member, name: 'only-micro' })
    for (const caller of [await admin('ann'), rootOf(member)]) {
      expect(await code(w, { InstanceType: 't2.micro' }, caller)).toBe('launched')
      expect(await code(w, { InstanceType: 't3.large' }, caller)).toBe('UnauthorizedOperation')
      expect(await code(w, {}, caller)).toBe('UnauthorizedOperation')
      expect(await code(w, { InstanceType: 't2.micro', DryRun }, caller)).toBe('DryRunOperation')
      expect(await code(w, { InstanceType: 't3.large', DryRun }, caller)).toBe('UnauthorizedOperation')
    }
    const { message } = await w.refusal(RunInstances, { ...ONE, InstanceType: 't3.large' }, rootOf(member))
    expect(message).toContain(
      `You are not authorized to perform this operation. User: arn:aws:iam::${member}:root is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:${member}:instance/* with an explicit deny in a service control policy`,
    )
    expect(message).toMatch(/ Encoded authorization failure message: \S+$/)
  })

  it('keeps launches in the regions, apart from one role', async () => {
    const { w } = o
    const other = await memberAccount(w, 'regions')
    await policyOf(w, scp(ONLY_EUROPE), { at: other, name: 'only-europe' })
    const everything = { own: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }) }
    await w.change((state) => {
      for (const name of ['Role1AllowedToBypassThisSCP', 'Role2'])
        roles.put(state, {
          ...{ account: other, name, path: '/', id: `AROA${name.slice(0, 5).toUpperCase()}`, createdAt: 0, tags: {}, trust: '{}' },
          ...{ inlinePolicies: everything, attachedPolicies: [], maxSessionDuration: 3_600 },
        })
    })
    const [bypassing, ordinary] = [sessionOf(w, other, 'Role1AllowedToBypassThisSCP'), sessionOf(w, other, 'Role2')]
    expect(roleArn(other, '/', 'Role2')).toBe(ordinary.roleArn)
    expect(await code(at('eu-west-1'), {}, ordinary)).toBe('launched')
    expect(await code(at('us-east-1'), {}, ordinary)).toBe('UnauthorizedOperation')
    expect(await code(at('us-east-1'), { DryRun }, ordinary)).toBe('UnauthorizedOperation')
    expect(await code(at('us-east-1'), {}, bypassing)).toBe('launched')
  })
})

describe('a policy on launches', () => {
  const policy = (...Statement: object[]) => ({ p: { Version: '2012-10-17', Statement } })
  const run = (Resource: unknown, more: object = {}) => ({ Effect: 'Allow', Action: 'ec2:RunInstances', Resource, ...more })
  const others = run(['image', 'subnet', 'network-interface', 'security-group', 'volume'].map((kind) => `arn:aws:ec2:*:*:${kind}/*`))
  const isMicro = { Condition: { StringEquals: { 'ec2:InstanceType': 't2.micro' } } }

  it('finds the type of an instance on the instance alone', async () => {
    const w = await world()
    const everywhere = await w.user('everywhere', policy(run('*', isMicro)))
    expect(await code(w, { InstanceType: 't2.micro' }, everywhere)).toBe('UnauthorizedOperation')
    const onInstance = await w.user('on-instance', policy(run('arn:aws:ec2:*:*:instance/*', isMicro), others))
    expect(await code(w, { InstanceType: 't2.micro' }, onInstance)).toBe('launched')
    expect(await code(w, { InstanceType: 't3.large' }, onInstance)).toBe('UnauthorizedOperation')
  })

  it.each([
    ['tokens of metadata', { StringEquals: { 'ec2:MetadataHttpTokens': 'required' } }, { MetadataOptions: { HttpTokens: 'required' } }],
    [
      'an owner',
      { StringLike: { 'aws:RequestTag/Owner': '?*' } },
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Owner', Value: 'ann' }] }] },
    ],
    ['a zone', { StringEquals: { 'ec2:AvailabilityZone': 'us-east-1b' } }, { Placement: { AvailabilityZone: 'us-east-1b' } }],
  ] as const)('may require %s', async (_what, Condition, input) => {
    const w = await world()
    const tagging = {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
    }
    const ann = await w.user('ann', policy(run('arn:aws:ec2:*:*:instance/*', { Condition }), others, tagging))
    expect(await code(w, {}, ann)).toBe('UnauthorizedOperation')
    expect(await code(w, input, ann)).toBe('launched')
  })

  it('lets nobody tag an instance at its launch without ec2:CreateTags', async () => {
    const w = await world()
    const ann = await w.user('ann', policy(run('*')))
    expect(await code(w, {}, ann)).toBe('launched')
    expect(await code(w, { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }] }, ann)).toBe(
      'UnauthorizedOperation',
    )
  })

  it('lets who owns an instance by its tag end it, and nobody else', async () => {
    const w = await world()
    const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Owner', Value: 'ann' }] }]
    const [own, other] = [await launchedId(w, { TagSpecifications: tags }), await launchedId(w)]
    const Condition = { StringEquals: { 'ec2:ResourceTag/Owner': `\${aws:username}` } }
    const ann = await w.user('ann', policy({ Effect: 'Allow', Action: 'ec2:TerminateInstances', Resource: '*', Condition }))
    expect(await w.refusal(TerminateInstances, { InstanceIds: [other] }, ann)).toMatchObject({ code: 'UnauthorizedOperation' })
    expect(await w.refusal(TerminateInstances, { InstanceIds: [own, other] }, ann)).toMatchObject({ code: 'UnauthorizedOperation' })
    expect(await w.attempt(TerminateInstances, { InstanceIds: [own] }, ann)).not.toHaveProperty('error')
  })

  it('says nothing about instances of another account: their ids are unknown, whoever asks', async () => {
    const w = await world()
    const id = await launchedId(w)
    expect(await w.refusal(TerminateInstances, { InstanceIds: [id] }, rootOf('111111111111'))).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
    })
  })
})
