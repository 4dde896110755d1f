import { describe, expect, it } from 'vitest'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { AuthorizeSecurityGroupIngress } from '../security-group-rules/AuthorizeSecurityGroupIngress.js'
import { CreateTags } from '../tags/CreateTags.js'
import { CreateSecurityGroup } from './CreateSecurityGroup.js'
import { DescribeSecurityGroups } from './DescribeSecurityGroups.js'

const initial = defaultVpc({ account: ACCOUNT, region: 'us-east-1' }).securityGroupId
const names = async (w: World, input: object) =>
  (await w.call(DescribeSecurityGroups, input)).SecurityGroups?.map(({ GroupName }) => GroupName).toSorted()

describe('DescribeSecurityGroups', () => {
  it('shows the default group, which lets its members in and everything out, before and after it is changed', async () => {
    const w = await world()
    const all = { Ipv6Ranges: [], PrefixListIds: [] }
    const group = {
      ...{ GroupId: initial, GroupName: 'default', Description: 'default VPC security group' },
      IpPermissions: [{ ...all, IpProtocol: '-1', IpRanges: [], UserIdGroupPairs: [{ GroupId: initial, UserId: ACCOUNT }] }],
      IpPermissionsEgress: [{ ...all, IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] }],
    }
    expect((await w.call(DescribeSecurityGroups, {})).SecurityGroups).toMatchObject([group])
    await w.call(AuthorizeSecurityGroupIngress, { GroupId: initial, IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' })
    const { SecurityGroups } = await w.call(DescribeSecurityGroups, {})
    expect(SecurityGroups).toMatchObject([
      { ...group, IpPermissions: [...group.IpPermissions, { IpProtocol: 'tcp', FromPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] },
    ])
    expect((await w.at({ region: 'eu-west-1', kind: 'custom' }).call(DescribeSecurityGroups, {})).SecurityGroups).toHaveLength(1)
  })

  it('filters, and goes page by page', async () => {
    const w = await world()
    const made = new Map<string, string>()
    for (let n = 0; n < 11; n++)
      made.set(`g${n}`, (await w.call(CreateSecurityGroup, { GroupName: `g${n}`, Description: `number ${n}` })).GroupId ?? '')
    await w.call(CreateTags, { Resources: [made.get('g3') ?? ''], Tags: [{ Key: 'Team', Value: 'red' }] })
    await w.call(AuthorizeSecurityGroupIngress, {
      GroupId: made.get('g4') ?? '',
      IpProtocol: 'udp',
      FromPort: 53,
      ToPort: 53,
      CidrIp: '10.0.0.0/8',
    })
    const by = (Name: string, ...Values: string[]) => names(w, { Filters: [{ Name, Values }] })
    expect(await by('group-name', 'g1*')).toEqual(['g1', 'g10'])
    expect(await by('tag:Team', 'red')).toEqual(['g3'])
    expect(await by('ip-permission.protocol', 'udp')).toEqual(['g4'])
    expect(await by('ip-permission.from-port', '53')).toEqual(['g4'])
    expect(await by('ip-permission.cidr', '0.0.0.0/0')).toEqual([])
    expect(await by('egress.ip-permission.cidr', '0.0.0.0/0')).toHaveLength(12)
    expect(await by('ip-permission.group-id', initial)).toEqual(['default'])
    expect(await by('description', '*7')).toEqual(['g7'])
    expect(await names(w, { GroupIds: [made.get('g5'), initial], GroupNames: ['default'] })).toEqual(['default'])
    const seen: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await w.call(DescribeSecurityGroups, { MaxResults: 5, NextToken })
      expect(page.SecurityGroups?.length).toBeLessThanOrEqual(5)
      seen.push(...(page.SecurityGroups ?? []).map(({ GroupName }) => GroupName))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen.toSorted()).toEqual(['default', ...made.keys()].toSorted())
  })

  it('asks for ec2:DescribeSecurityGroups on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeSecurityGroups, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeSecurityGroups', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each<[string, object, string]>([
    ['an unknown id', { GroupIds: ['sg-01234567'] }, 'InvalidGroup.NotFound'],
    ['an unknown name', { GroupNames: ['x'] }, 'InvalidGroup.NotFound'],
    ['no id', { GroupIds: ['x'] }, 'InvalidGroupId.Malformed'],
    ['an unknown filter', { Filters: [{ Name: 'x', Values: ['y'] }] }, 'InvalidParameterValue'],
    ['an invalid token', { NextToken: 'x' }, 'InvalidNextToken'],
  ])('refuses %s', async (_what, input, code) => {
    expect(await (await world()).refusal(DescribeSecurityGroups, input)).toMatchObject({ code })
  })
})
