import { describe, expect, it } from 'vitest'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { CreateSecurityGroup } from '../security-groups/CreateSecurityGroup.js'
import { DescribeSecurityGroups } from '../security-groups/DescribeSecurityGroups.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { AuthorizeSecurityGroupEgress } from './AuthorizeSecurityGroupEgress.js'
import { AuthorizeSecurityGroupIngress } from './AuthorizeSecurityGroupIngress.js'

const { id: vpcId, securityGroupId: initial } = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
const given = async () => {
  const w = await world()
  return { w, GroupId: (await w.call(CreateSecurityGroup, { GroupName: 'web', Description: 'd' })).GroupId ?? '' }
}
const tcp = (...ranges: string[]) => ({ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: ranges.map((CidrIp) => ({ CidrIp })) })
const both = [AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress] as const
const shown = async (w: World, GroupId: string) => (await w.call(DescribeSecurityGroups, { GroupIds: [GroupId] })).SecurityGroups?.[0]

describe.each(both)('$name', (operation) => {
  const isEgress = operation === AuthorizeSecurityGroupEgress
  const side = isEgress ? 'IpPermissionsEgress' : 'IpPermissions'

  it('adds rules, one for each source, and returns them', async () => {
    const { w, GroupId } = await given()
    const IpPermissions = [
      { ...tcp('10.1.2.3/8', '192.0.2.0/24'), Ipv6Ranges: [{ CidrIpv6: '2001:DB8::1/32', Description: 'docs' }] },
      { IpProtocol: '17', FromPort: -1, ToPort: -1, UserIdGroupPairs: [{ GroupId: initial, UserId: ACCOUNT }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: 0, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      { IpProtocol: '50', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ]
    const { SecurityGroupRules = [] } = await w.call(operation, { GroupId, IpPermissions })
    const rule = { GroupId, GroupOwnerId: ACCOUNT, IsEgress: isEgress, SecurityGroupRuleId: expect.stringMatching(/^sgr-[0-9a-f]{17}$/) }
    expect(SecurityGroupRules).toMatchObject([
      { ...rule, IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIpv4: '10.0.0.0/8' },
      { ...rule, IpProtocol: 'tcp', CidrIpv4: '192.0.2.0/24' },
      { ...rule, IpProtocol: 'tcp', CidrIpv6: '2001:db8::/32', Description: 'docs' },
      { ...rule, IpProtocol: 'udp', FromPort: 0, ToPort: 65_535, ReferencedGroupInfo: { GroupId: initial, UserId: ACCOUNT } },
      { ...rule, IpProtocol: 'icmp', FromPort: 8, ToPort: 0 },
      { ...rule, IpProtocol: '50', FromPort: -1, ToPort: -1 },
    ])
    expect(SecurityGroupRules[0]?.SecurityGroupRuleArn).toBe(arn(`security-group-rule/${SecurityGroupRules[0]?.SecurityGroupRuleId}`))
    const group = await shown(w, GroupId)
    expect(group?.[side]?.slice(isEgress ? 1 : 0)).toMatchObject([
      { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.0.2.0/24' }], Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] },
      { IpProtocol: 'udp', UserIdGroupPairs: [{ GroupId: initial }] },
      { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 },
      { IpProtocol: '50' },
    ])
  })

  it('asks for the group, and for rules and their tags where there are tags', async () => {
    const { w, GroupId } = await given()
    const action = `ec2:${operation.name}`
    const region = { 'ec2:Region': 'us-east-1' }
    const onGroup = {
      action,
      resource: arn(`security-group/${GroupId}`),
      context: { ...region, 'ec2:SecurityGroupID': GroupId, 'ec2:Vpc': arn(`vpc/${vpcId}`) },
    }
    const asked = async (input: object) => (await w.attempt(operation, input)).event.questions.map(({ question }) => question)
    expect(await asked({ GroupId, IpPermissions: [tcp('10.0.0.0/8')] })).toEqual([onGroup])
    const tags = { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red' }
    const resource = arn('security-group-rule/*')
    const TagSpecifications = [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'Team', Value: 'red' }] }]
    expect(await asked({ GroupId, IpPermissions: [tcp('10.1.0.0/16')], TagSpecifications })).toEqual([
      onGroup,
      { action, resource, context: { ...region, ...tags } },
      { action: 'ec2:CreateTags', resource, context: { ...region, ...tags, 'ec2:CreateAction': operation.name } },
    ])
    expect((await w.call(DescribeTags, {})).Tags).toMatchObject([{ ResourceType: 'security-group-rule', Key: 'Team', Value: 'red' }])
  })

  it('refuses a rule that is there, whatever its description, and then adds none', async () => {
    const { w, GroupId } = await given()
    await w.call(operation, { GroupId, IpPermissions: [tcp('10.0.0.0/8')] })
    const again = { ...tcp('192.0.2.0/24'), IpRanges: [{ CidrIp: '192.0.2.0/24' }, { CidrIp: '10.9.9.9/8', Description: 'x' }] }
    expect(await w.refusal(operation, { GroupId, IpPermissions: [again] })).toEqual({
      code: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 80, to port: 80, ALLOW" already exists',
    })
    expect((await shown(w, GroupId))?.[side]?.flatMap(({ IpRanges }) => IpRanges)).toHaveLength(isEgress ? 2 : 1)
  })

  it('refuses more than 60 rules of a direction', async () => {
    const { w, GroupId } = await given()
    const many = (count: number) => [tcp(...Array.from({ length: count }, (_, n) => `10.0.${n}.0/24`))]
    const limit = isEgress ? 59 : 60
    expect(await w.refusal(operation, { GroupId, IpPermissions: many(limit + 1) })).toMatchObject({
      code: 'RulesPerSecurityGroupLimitExceeded',
    })
    await w.call(operation, { GroupId, IpPermissions: many(limit) })
  })

  const ok = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }
  const to = { IpRanges: [{ CidrIp: '10.0.0.0/8' }] }
  it.each<[string, object, string]>([
    ['no rules', {}, 'MissingParameter'],
    ['no source', { IpPermissions: [ok] }, 'MissingParameter'],
    ['no protocol', { IpPermissions: [to] }, 'MissingParameter'],
    ['an unknown protocol', { IpPermissions: [{ ...ok, ...to, IpProtocol: 'sctp' }] }, 'InvalidParameterValue'],
    ['a protocol beyond 255', { IpPermissions: [{ ...ok, ...to, IpProtocol: '256' }] }, 'InvalidParameterValue'],
    ['no ports', { IpPermissions: [{ ...to, IpProtocol: 'tcp' }] }, 'InvalidParameterValue'],
    ['ports in the wrong order', { IpPermissions: [{ ...ok, ...to, ToPort: 79 }] }, 'InvalidParameterValue'],
    ['a port beyond 65535', { IpPermissions: [{ ...ok, ...to, ToPort: 65_536 }] }, 'InvalidParameterValue'],
    ['a type of ICMP beyond 255', { IpPermissions: [{ ...to, IpProtocol: 'icmp', FromPort: 256 }] }, 'InvalidParameterValue'],
    ['a code of ICMP without a type', { IpPermissions: [{ ...to, IpProtocol: 'icmp', FromPort: -1, ToPort: 3 }] }, 'InvalidParameterValue'],
    ['no range', { IpPermissions: [{ ...ok, IpRanges: [{ CidrIp: '10.0.0.0' }] }] }, 'InvalidParameterValue'],
    [
      'the same rule twice',
      {
        IpPermissions: [
          { ...ok, ...to },
          { ...ok, ...to },
        ],
      },
      'InvalidParameterValue',
    ],
    [
      'a description of other characters',
      { IpPermissions: [{ ...ok, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: '<' }] }] },
      'InvalidParameterValue',
    ],
    ['an unknown group', { IpPermissions: [{ ...ok, UserIdGroupPairs: [{ GroupId: 'sg-01234567' }] }] }, 'InvalidGroup.NotFound'],
    ['an unknown name of a group', { IpPermissions: [{ ...ok, UserIdGroupPairs: [{ GroupName: 'x' }] }] }, 'InvalidGroup.NotFound'],
    [
      'a group of another account',
      { IpPermissions: [{ ...ok, UserIdGroupPairs: [{ GroupId: initial, UserId: '111122223333' }] }] },
      'InvalidGroup.NotFound',
    ],
    ['no id of a group', { IpPermissions: [{ ...ok, UserIdGroupPairs: [{ GroupId: 'x' }] }] }, 'InvalidGroupId.Malformed'],
    ['no group', { IpPermissions: [{ ...ok, UserIdGroupPairs: [{}] }] }, 'MissingParameter'],
    ['a prefix list', { IpPermissions: [{ ...ok, PrefixListIds: [{ PrefixListId: 'pl-1' }] }] }, 'InvalidPrefixListID.NotFound'],
    ['rules and a flat rule', { IpPermissions: [{ ...ok, ...to }], CidrIp: '10.0.0.0/8' }, 'InvalidParameterCombination'],
    ['an unknown group to change', { GroupId: 'sg-01234567', IpPermissions: [{ ...ok, ...to }] }, 'InvalidGroup.NotFound'],
  ])('refuses %s', async (_what, input, code) => {
    const { w, GroupId } = await given()
    expect(await w.refusal(operation, { GroupId, ...input })).toMatchObject({ code })
  })
})

describe('flat parameters', () => {
  it('are one rule of inbound traffic, or all traffic of a group', async () => {
    const { w, GroupId } = await given()
    await w.call(AuthorizeSecurityGroupIngress, { GroupName: 'web', IpProtocol: 'TCP', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' })
    await w.call(AuthorizeSecurityGroupIngress, { GroupId, SourceSecurityGroupName: 'default' })
    expect((await shown(w, GroupId))?.IpPermissions).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: initial }] },
    ])
  })

  it('are not for outbound traffic', async () => {
    const { w, GroupId } = await given()
    const flat = { GroupId, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' }
    expect(await w.refusal(AuthorizeSecurityGroupEgress, flat)).toMatchObject({ code: 'InvalidParameterValue' })
  })
})

describe('as many rules as a request may add', () => {
  it('fit into one commit, each for another group and with tags', async () => {
    const { w, GroupId } = await given()
    const groups: string[] = []
    for (let n = 0; n < 60; n++) groups.push((await w.call(CreateSecurityGroup, { GroupName: `g${n}`, Description: 'd' })).GroupId ?? '')
    const ann = await w.user('ann', { all: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } } })
    const input = {
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: groups.map((one) => ({ GroupId: one })) }],
      TagSpecifications: [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'a', Value: '' }] }],
    }
    await w.call(AuthorizeSecurityGroupIngress, input, ann)
    expect((await w.call(DescribeTags, {})).Tags).toHaveLength(60)
  })
})
