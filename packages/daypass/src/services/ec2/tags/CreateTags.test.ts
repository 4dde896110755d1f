import { describe, expect, it } from 'vitest'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { IMAGES } from '../images/image-list.js'
import { ImportKeyPair } from '../key-pairs/ImportKeyPair.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'
import { AuthorizeSecurityGroupIngress } from '../security-group-rules/AuthorizeSecurityGroupIngress.js'
import { DescribeSecurityGroupRules } from '../security-group-rules/DescribeSecurityGroupRules.js'
import { CreateSecurityGroup } from '../security-groups/CreateSecurityGroup.js'
import { CreateTags } from './CreateTags.js'
import { DescribeTags } from './DescribeTags.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const vpc = defaultVpc(place)
const subnet = defaultSubnets(place)[0]?.id ?? ''
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
const Tags = [{ Key: 'Team', Value: 'red' }]
const keys = { 'ec2:Region': 'us-east-1', 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red' }
const inVpc = { 'ec2:Vpc': arn(`vpc/${vpc.id}`) }
const image = IMAGES[0]?.id ?? ''

/** Makes or finds one, and returns its id. */
type Find = (w: World) => Promise<string | undefined>
const aPair: Find = async (w) => (await w.call(ImportKeyPair, { KeyName: 'ann', PublicKeyMaterial: Buffer.from(SSH_KEY) })).KeyPairId
const aRule: Find = async (w) => (await w.call(DescribeSecurityGroupRules, {})).SecurityGroupRules?.[0]?.SecurityGroupRuleId
const aGroup: Find = async (w) => (await w.call(CreateSecurityGroup, { GroupName: 'web', Description: 'd' })).GroupId

describe('CreateTags', () => {
  it.each<[string, Find, (id: string) => { resource: string; context: object }, string]>([
    [
      'dhcp-options',
      async () => vpc.dhcpOptionsId,
      (id) => ({ resource: arn(`dhcp-options/${id}`), context: { 'ec2:DhcpOptionsID': id } }),
      'dopt-01234567',
    ],
    [
      'image',
      async () => image,
      (id) => ({
        resource: `arn:aws:ec2:us-east-1::image/${id}`,
        context: {
          ...{ 'aws:ResourceAccount': '137112412989', 'ec2:ImageID': id, 'ec2:Owner': 'amazon', 'ec2:Public': 'true' },
          ...{ 'ec2:ImageType': 'machine', 'ec2:RootDeviceType': 'ebs' },
        },
      }),
      'ami-01234567',
    ],
    [
      'key-pair',
      aPair,
      () => ({ resource: arn('key-pair/ann'), context: { 'ec2:KeyPairName': 'ann', 'ec2:KeyPairType': 'rsa' } }),
      'key-01234567',
    ],
    [
      'security-group',
      aGroup,
      (id) => ({ resource: arn(`security-group/${id}`), context: { 'ec2:SecurityGroupID': id, ...inVpc } }),
      'sg-01234567',
    ],
    ['security-group-rule', aRule, (id) => ({ resource: arn(`security-group-rule/${id}`), context: {} }), 'sgr-01234567'],
    [
      'subnet',
      async () => subnet,
      (id) => ({
        resource: arn(`subnet/${id}`),
        context: { 'ec2:SubnetID': id, 'ec2:AvailabilityZone': 'us-east-1a', 'ec2:AvailabilityZoneId': 'use1-az1', ...inVpc },
      }),
      'subnet-01234567',
    ],
    [
      'vpc',
      async () => vpc.id,
      (id) => ({ resource: arn(`vpc/${id}`), context: { 'ec2:VpcID': id, 'ec2:Tenancy': 'default' } }),
      'vpc-01234567',
    ],
  ])('sets tags of a %s, with the keys of its kind, and not of an unknown one', async (kind, find, question, unknown) => {
    const w = await world()
    const id = (await find(w)) ?? ''
    const { event } = await w.attempt(CreateTags, { Resources: [id, id], Tags })
    const { resource, context } = question(id)
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'ec2:CreateTags', resource, context: { ...keys, ...context } }])
    expect((await w.call(DescribeTags, {})).Tags).toEqual([{ ResourceId: id, ResourceType: kind, Key: 'Team', Value: 'red' }])
    expect(await w.refusal(CreateTags, { Resources: [unknown], Tags })).toMatchObject({ code: expect.stringMatching(/^Invalid/) })
  })

  it('asks for every resource with the tags that it has, and tags none where one is denied or unknown', async () => {
    const w = await world()
    await w.call(CreateTags, { Resources: [vpc.id], Tags: [{ Key: 'Owner', Value: 'ann' }] })
    const { event } = await w.attempt(CreateTags, { Resources: [vpc.id, 'sg-01234567'], Tags })
    expect(event.questions.map(({ question }) => [question.resource, question.context?.['ec2:ResourceTag/Owner']])).toEqual([
      [arn(`vpc/${vpc.id}`), 'ann'],
      [arn('security-group/sg-01234567'), undefined],
    ])
    const statement = {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/Owner': 'ann' } },
    }
    const ann = await w.user('ann', { tag: { Version: '2012-10-17', Statement: statement } })
    expect(await w.refusal(CreateTags, { Resources: [vpc.id, subnet], Tags }, ann)).toMatchObject({ code: 'UnauthorizedOperation' })
    expect((await w.call(DescribeTags, {})).Tags).toMatchObject([{ Key: 'Owner' }])
    await w.call(CreateTags, { Resources: [vpc.id], Tags }, ann)
    expect((await w.call(DescribeTags, {})).Tags).toMatchObject([{ Key: 'Owner' }, { Key: 'Team' }])
  })

  it.each<[string, object, string, string]>([
    ['an id of no kind', { Resources: ['x-01234567'] }, 'InvalidID', "The ID 'x-01234567' is not valid"],
    ['an id of the wrong length', { Resources: ['vpc-0123456'] }, 'InvalidID', "The ID 'vpc-0123456' is not valid"],
    ['what is not an id', { Resources: ['*'] }, 'InvalidID', "The ID '*' is not valid"],
    ['a kind that does not exist here', { Resources: ['igw-01234567'] }, 'InvalidID', "The ID 'igw-01234567' is not valid"],
    ['no resources', { Resources: [] }, 'MissingParameter', 'The request must contain the parameter resourceIdSet'],
    ['no tags', { Tags: [] }, 'MissingParameter', 'The request must contain the parameter tagSet'],
    [
      'a reserved key',
      { Tags: [{ Key: 'aws:a', Value: '' }] },
      'InvalidParameterValue',
      "Tag keys starting with 'aws:' are reserved for internal use",
    ],
    [
      '51 resources',
      { Resources: Array.from({ length: 51 }, (_, n) => `sg-${String(n).padStart(8, '0')}`) },
      'InvalidParameterValue',
      'A request changes the tags of at most 50 resources, or of 33 key pairs or rules. Send several.',
    ],
  ])('refuses %s', async (_what, input, code, message) => {
    expect(await (await world()).refusal(CreateTags, { Resources: [vpc.id], Tags, ...input })).toEqual({ code, message })
  })

  it('tags as many rules at once as a request may name', async () => {
    const w = await world()
    const GroupId = await aGroup(w)
    const IpRanges = Array.from({ length: 34 }, (_, n) => ({ CidrIp: `10.0.${n}.0/24` }))
    const made = await w.call(AuthorizeSecurityGroupIngress, { GroupId, IpPermissions: [{ IpProtocol: '-1', IpRanges }] })
    const Resources = (made.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId)
    expect(await w.refusal(CreateTags, { Resources, Tags })).toMatchObject({ code: 'InvalidParameterValue' })
    await w.call(CreateTags, { Resources: Resources.slice(1), Tags })
    expect((await w.call(DescribeTags, {})).Tags).toHaveLength(33)
  })

  it('tags as many resources at once as a request may name, and a resource up to 50 times', async () => {
    const w = await world()
    const Resources: string[] = []
    for (let n = 0; n < 50; n++) Resources.push((await w.call(CreateSecurityGroup, { GroupName: `g${n}`, Description: 'd' })).GroupId ?? '')
    const ann = await w.user('ann', { all: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } } })
    await w.call(CreateTags, { Resources, Tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' })) }, ann)
    expect(await w.refusal(CreateTags, { Resources, Tags })).toMatchObject({ code: 'TagLimitExceeded' })
  })
})
