import { describe, expect, it } from 'vitest'
import { putSecurityGroup } from '../../../directory/ec2/security-group.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { CreateSecurityGroup } from './CreateSecurityGroup.js'
import { DescribeSecurityGroups } from './DescribeSecurityGroups.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const vpc = defaultVpc(place)
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
const input = { GroupName: 'web', Description: 'web servers' }
const TagSpecifications = [{ ResourceType: 'security-group', Tags: [{ Key: 'Team', Value: 'red' }] }] as const

const questions = async (w: World, asked: object) =>
  (await w.attempt(CreateSecurityGroup, asked)).event.questions.map(({ question }) => question)

describe('CreateSecurityGroup', () => {
  it('makes a group that lets everything out and nothing in', async () => {
    const w = await world()
    const made = await w.call(CreateSecurityGroup, { ...input, TagSpecifications })
    const Tags = [{ Key: 'Team', Value: 'red' }]
    expect(made).toEqual({
      GroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
      SecurityGroupArn: arn(`security-group/${made.GroupId}`),
      Tags,
    })
    const { SecurityGroups } = await w.call(DescribeSecurityGroups, { GroupNames: ['web'] })
    expect(SecurityGroups).toEqual([
      {
        ...{ GroupId: made.GroupId, GroupName: 'web', Description: 'web servers', OwnerId: ACCOUNT, VpcId: vpc.id },
        ...{ SecurityGroupArn: made.SecurityGroupArn, Tags, IpPermissions: [] },
        IpPermissionsEgress: [
          { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [], UserIdGroupPairs: [], PrefixListIds: [] },
        ],
      },
    ])
    expect((await w.call(DescribeTags, {})).Tags).toEqual([
      { ResourceId: made.GroupId, ResourceType: 'security-group', Key: 'Team', Value: 'red' },
    ])
  })

  it('asks for the new group and its VPC, and for the tagging where there are tags', async () => {
    const w = await world()
    const region = { 'ec2:Region': 'us-east-1' }
    const onVpc = {
      action: 'ec2:CreateSecurityGroup',
      resource: arn(`vpc/${vpc.id}`),
      context: { ...region, 'ec2:VpcID': vpc.id, 'ec2:Tenancy': 'default' },
    }
    expect(await questions(w, input)).toEqual([
      { action: 'ec2:CreateSecurityGroup', resource: arn('security-group/*'), context: region },
      onVpc,
    ])
    const tags = { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red' }
    expect(await questions(w, { ...input, GroupName: 'tagged', TagSpecifications })).toEqual([
      { action: 'ec2:CreateSecurityGroup', resource: arn('security-group/*'), context: { ...region, ...tags } },
      {
        action: 'ec2:CreateTags',
        resource: arn('security-group/*'),
        context: { ...region, ...tags, 'ec2:CreateAction': 'CreateSecurityGroup' },
      },
      onVpc,
    ])
  })

  it('refuses tags from a caller who may make groups but tag only what CreateVolume makes', async () => {
    const w = await world()
    const ann = await w.user('ann', {
      make: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:CreateSecurityGroup', Resource: '*' } },
      tag: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'ec2:CreateTags',
          Resource: '*',
          Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
        },
      },
    })
    expect(await w.refusal(CreateSecurityGroup, { ...input, TagSpecifications }, ann)).toMatchObject({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining('ec2:CreateTags'),
    })
    await w.call(CreateSecurityGroup, input, ann)
  })

  it('gives every group digits of its own, which its rules are found by', async () => {
    const w = await world()
    const ids = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const { GroupId = '' } = await w.call(CreateSecurityGroup, { ...input, GroupName: `g${n}` })
      ids.add(GroupId.slice(0, 15))
    }
    expect(ids.size).toBe(20)
  })

  it.each<[string, object, string, string]>([
    [
      'a name that is taken',
      { GroupName: 'taken' },
      'InvalidGroup.Duplicate',
      `The security group 'taken' already exists for VPC '${vpc.id}'`,
    ],
    ['the reserved name', { GroupName: 'Default' }, 'InvalidParameterValue', 'Cannot use reserved security group name: Default'],
    [
      'a name like an id',
      { GroupName: 'sg-web' },
      'InvalidParameterValue',
      "Invalid value 'sg-web' for groupName. Group names may not be in the format sg-*.",
    ],
    [
      'a name of other characters',
      { GroupName: 'a"b' },
      'InvalidParameterValue',
      expect.stringMatching(/^Value \(a"b\) for parameter GroupName is invalid/) as unknown as string,
    ],
    ['no name', { GroupName: '' }, 'InvalidParameterValue', expect.stringContaining('GroupName') as unknown as string],
    [
      'a description of other characters',
      { Description: 'ä' },
      'InvalidParameterValue',
      expect.stringContaining('GroupDescription') as unknown as string,
    ],
    ['an unknown VPC', { VpcId: 'vpc-01234567' }, 'InvalidVpcID.NotFound', "The vpc ID 'vpc-01234567' does not exist"],
    ['no id of a VPC', { VpcId: 'vpc' }, 'InvalidVpcID.Malformed', 'Invalid id: "vpc" (expecting "vpc-...")'],
    [
      'tags of another kind',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: '' }] }] },
      'InvalidParameterValue',
      "'instance' is not a valid taggable resource type for this operation.",
    ],
    [
      'tags twice',
      { TagSpecifications: [...TagSpecifications, ...TagSpecifications] },
      'InvalidParameterValue',
      "The same resource type may not be specified more than once in tag specifications: 'security-group'.",
    ],
    [
      'no tags',
      { TagSpecifications: [{ ResourceType: 'security-group' }] },
      'InvalidParameterValue',
      'Tag specification must have at least one tag',
    ],
  ])('refuses %s', async (_what, given, code, message) => {
    const w = await world()
    await w.call(CreateSecurityGroup, { ...input, GroupName: 'taken' })
    expect(await w.refusal(CreateSecurityGroup, { ...input, ...given })).toEqual({ code, message })
  })

  it('refuses more groups than an account may have in a region, and changes nothing in a dry run', async () => {
    const w = await world()
    expect(await w.refusal(CreateSecurityGroup, { ...input, DryRun: true })).toMatchObject({ code: 'DryRunOperation' })
    expect((await w.call(DescribeSecurityGroups, {})).SecurityGroups).toHaveLength(1)
    for (let from = 0; from < 2_500; from += 50)
      await w.change((state) => {
        for (let n = from; n < from + 50; n++)
          putSecurityGroup(state, { ...place, id: `sg-${n}`, name: `g${n}`, description: '', vpcId: vpc.id, rules: [] })
      })
    expect(await w.refusal(CreateSecurityGroup, input)).toMatchObject({ code: 'SecurityGroupLimitExceeded' })
    await w.at({ region: 'eu-west-1', kind: 'custom' }).call(CreateSecurityGroup, input)
  })
})
