import { describe, expect, it } from 'vitest'
import { privateAddressKeys } from '../../../directory/ec2/instance.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { ARM_IMAGE, aProfile, IMAGE, launched, ONE } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { DescribeInstances } from '../instances/DescribeInstances.js'
import { ADDRESSES, addressAt, defaultSubnets, defaultVpc } from '../network/default-network.js'
import { RunInstances } from './RunInstances.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const vpc = defaultVpc(place)
const [first, second] = defaultSubnets(place)
const asked = async (w: World, over: object) => {
  const { event } = await w.attempt(RunInstances, { ...ONE, ...over })
  return event.questions.map(({ question: { action, resource, context } }) => ({
    action,
    resource: resource.replace(/^arn:aws:ec2:us-east-1:/, ''),
    context,
  }))
}
const own = (rest: string) => `${ACCOUNT}:${rest}`

describe('RunInstances', () => {
  it('launches instances of one reservation, each with its own address, interface and volume', async () => {
    const w = await world()
    const { Instances = [], ...reservation } = await w.call(RunInstances, { ...ONE, MaxCount: 3 })
    expect(reservation).toEqual({ ReservationId: expect.stringMatching(/^r-[0-9a-f]{17}$/), OwnerId: ACCOUNT, Groups: [] })
    expect(Instances).toHaveLength(3)
    for (const of of ['InstanceId', 'PrivateIpAddress'] as const) expect(new Set(Instances.map((one) => one[of])).size).toBe(3)
    expect(Instances[1]).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      ImageId: IMAGE,
      InstanceType: 't3.micro',
      State: { Code: 0, Name: 'pending' },
      AmiLaunchIndex: 1,
      Architecture: 'x86_64',
      LaunchTime: new Date(START),
      Placement: { AvailabilityZone: 'us-east-1a', Tenancy: 'default' },
      SubnetId: first?.id,
      VpcId: vpc.id,
      PrivateIpAddress: expect.stringMatching(/^172\.31\.\d+\.\d+$/),
      SecurityGroups: [{ GroupId: vpc.securityGroupId, GroupName: 'default' }],
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled', InstanceMetadataTags: 'disabled' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true, Status: 'attached' } }],
      NetworkInterfaces: [{ Attachment: { DeviceIndex: 0 }, Status: 'in-use' }],
      Tags: [],
    })
  })

  it('keeps what the request says', async () => {
    const w = await world()
    const { profile } = await aProfile(w, 'Web')
    const [instance] = await launched(w, {
      ImageId: ARM_IMAGE,
      InstanceType: 'm7g.large',
      SubnetId: second?.id,
      SecurityGroups: ['default'],
      PrivateIpAddress: '172.31.16.9',
      UserData: Buffer.from('#!/bin/sh').toString('base64'),
      IamInstanceProfile: { Name: 'Web' },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2, InstanceMetadataTags: 'enabled' },
      Monitoring: { Enabled: true },
      EbsOptimized: true,
      ClientToken: 'once',
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, VolumeType: 'gp2' } },
        { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 5, Encrypted: true } },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
    })
    expect(instance).toMatchObject({
      InstanceType: 'm7g.large',
      Architecture: 'arm64',
      Placement: { AvailabilityZone: 'us-east-1b' },
      PrivateIpAddress: '172.31.16.9',
      PrivateDnsName: 'ip-172-31-16-9.ec2.internal',
      IamInstanceProfile: { Arn: profile },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2, InstanceMetadataTags: 'enabled' },
      Monitoring: { State: 'enabled' },
      EbsOptimized: true,
      ClientToken: 'once',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda' }, { DeviceName: '/dev/sdb' }],
      Tags: [{ Key: 'Name', Value: 'web' }],
    })
  })

  it('launches once for a client token, for a day', async () => {
    const w = await world()
    const once = { ...ONE, ClientToken: 'once' }
    const { ReservationId, Instances } = await w.call(RunInstances, once)
    w.clock.move(86_399_999)
    const again = await w.call(RunInstances, once)
    expect(again).toMatchObject({ ReservationId, Instances: [{ InstanceId: Instances?.[0]?.InstanceId, State: { Name: 'running' } }] })
    expect(await w.refusal(RunInstances, { ...once, InstanceType: 't3.nano' })).toEqual({
      code: 'IdempotentParameterMismatch',
      message: 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    })
    await w.call(TerminateInstances, { InstanceIds: [Instances?.[0]?.InstanceId ?? ''] })
    expect(await w.refusal(RunInstances, once)).toMatchObject({ code: 'IdempotentInstanceTerminated' })
    w.clock.move(86_400_000)
    expect((await w.call(RunInstances, once)).ReservationId).not.toBe(ReservationId)
  })

  it('launches as many as one request can, and refuses where these are too few', async () => {
    const w = await world()
    expect(await launched(w, { MaxCount: 1_000 })).toHaveLength(20)
    const tagged = (['instance', 'network-interface', 'volume'] as const).map((ResourceType) => ({
      ResourceType,
      Tags: [{ Key: 'a', Value: 'b' }],
    }))
    expect(await launched(w, { MaxCount: 1_000, TagSpecifications: tagged })).toHaveLength(16)
    expect(await w.refusal(RunInstances, { ...ONE, MinCount: 21, MaxCount: 21 })).toMatchObject({ code: 'InstanceLimitExceeded' })
    const { Reservations = [] } = await w.call(DescribeInstances, {})
    expect(Reservations.map(({ Instances = [] }) => Instances.length).toSorted()).toEqual([16, 20])
  })

  it('gives the last free address of a subnet, and then no more', async () => {
    const w = await world()
    const [subnet = ''] = [first?.id]
    const taken = Array.from({ length: ADDRESSES.count }, (_none, at) => first && addressAt(first, at)).filter(
      (one) => one !== '172.31.9.9',
    )
    for (let at = 0; at < taken.length; at += 120)
      await w.change((state) => {
        for (const address of taken.slice(at, at + 120))
          state.put(privateAddressKeys.key(ACCOUNT, 'us-east-1', subnet, address ?? ''), { instance: 'i-00000000', address })
      })
    const [instance] = await launched(w)
    expect(instance?.PrivateIpAddress).toBe('172.31.9.9')
    expect(await w.refusal(RunInstances, ONE)).toMatchObject({ code: 'InsufficientFreeAddressesInSubnet' })
    expect(await w.refusal(RunInstances, { ...ONE, PrivateIpAddress: '172.31.9.9' })).toMatchObject({ code: 'InvalidIPAddress.InUse' })
    await w.call(TerminateInstances, { InstanceIds: [instance?.InstanceId ?? ''] })
    expect((await launched(w, { PrivateIpAddress: '172.31.9.9' }))[0]?.PrivateIpAddress).toBe('172.31.9.9')
  })

  it('asks for each resource, with exactly its keys', async () => {
    const w = await world()
    const always = { 'ec2:Region': 'us-east-1', 'ec2:IsLaunchTemplateResource': 'false' }
    const zone = { 'ec2:AvailabilityZone': 'us-east-1a', 'ec2:AvailabilityZoneId': 'use1-az1' }
    const vpcArn = `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/${vpc.id}`
    const action = 'ec2:RunInstances'
    expect(await asked(w, { InstanceType: 't2.micro' })).toEqual([
      {
        action,
        resource: own('instance/*'),
        context: {
          ...always,
          ...zone,
          'ec2:InstanceType': 't2.micro',
          'ec2:InstanceProfile': undefined,
          'ec2:EbsOptimized': 'false',
          'ec2:RootDeviceType': 'ebs',
          'ec2:Tenancy': 'default',
          'ec2:InstanceMarketType': 'on-demand',
          'ec2:InstanceAutoRecovery': 'default',
          'ec2:InstanceBandwidthWeighting': 'default',
          'ec2:MetadataHttpTokens': 'optional',
          'ec2:MetadataHttpPutResponseHopLimit': '1',
          'ec2:MetadataHttpEndpoint': 'enabled',
          'ec2:InstanceMetadataTags': 'disabled',
        },
      },
      {
        action,
        resource: own('network-interface/*'),
        context: {
          ...always,
          'ec2:AvailabilityZone': 'us-east-1a',
          'ec2:Subnet': `arn:aws:ec2:us-east-1:${ACCOUNT}:subnet/${first?.id}`,
          'ec2:Vpc': vpcArn,
          'ec2:AssociatePublicIpAddress': undefined,
        },
      },
      {
        action,
        resource: own('volume/*'),
        context: {
          ...always,
          ...zone,
          'ec2:VolumeType': 'gp3',
          'ec2:VolumeSize': '8',
          'ec2:VolumeIops': '3000',
          'ec2:VolumeThroughput': '125',
          'ec2:Encrypted': 'false',
        },
      },
      {
        action,
        resource: `:image/${IMAGE}`,
        context: {
          ...always,
          'aws:ResourceAccount': '137112412989',
          'ec2:ImageID': IMAGE,
          'ec2:ImageType': 'machine',
          'ec2:Owner': 'amazon',
          'ec2:Public': 'true',
          'ec2:RootDeviceType': 'ebs',
        },
      },
      { action, resource: own(`subnet/${first?.id}`), context: { ...always, ...zone, 'ec2:SubnetID': first?.id, 'ec2:Vpc': vpcArn } },
      {
        action,
        resource: own(`security-group/${vpc.securityGroupId}`),
        context: { ...always, 'ec2:SecurityGroupID': vpc.securityGroupId, 'ec2:Vpc': vpcArn },
      },
    ])
  })

  it('asks also for the key pair, for each volume and group, for what it tags, and to pass the role', async () => {
    const w = await world()
    const { profile, role } = await aProfile(w, 'Web')
    const questions = await asked(w, {
      KeyName: 'ann',
      IamInstanceProfile: { Arn: profile },
      SecurityGroupIds: ['sg-00000000', 'sg-00000001'],
      BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 5, Encrypted: true } }],
      NetworkInterfaces: undefined,
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Owner', Value: 'ann' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'Cost', Value: '1' }] },
      ],
    })
    expect(questions.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `ec2:RunInstances ${own('instance/*')}`,
      `ec2:RunInstances ${own('network-interface/*')}`,
      `ec2:RunInstances ${own('volume/*')}`,
      `ec2:RunInstances ${own('volume/*')}`,
      `ec2:RunInstances :image/${IMAGE}`,
      `ec2:RunInstances ${own(`subnet/${first?.id}`)}`,
      `ec2:RunInstances ${own('security-group/sg-00000000')}`,
      `ec2:RunInstances ${own('security-group/sg-00000001')}`,
      `ec2:RunInstances ${own('key-pair/ann')}`,
      `ec2:CreateTags ${own('instance/*')}`,
      `ec2:CreateTags ${own('volume/*')}`,
      `ec2:CreateTags ${own('volume/*')}`,
      `iam:PassRole ${role}`,
    ])
    const of = (action: string, kind: string) => questions.find((one) => one.action === action && one.resource.includes(kind))?.context
    const owner = { 'aws:TagKeys': ['Owner'], 'aws:RequestTag/Owner': 'ann' }
    expect(of('ec2:RunInstances', 'instance/')).toMatchObject({ ...owner, 'ec2:InstanceProfile': profile })
    expect(of('ec2:CreateTags', 'instance/')).toMatchObject({ ...owner, 'ec2:CreateAction': 'RunInstances' })
    expect(of('ec2:RunInstances', 'network-interface')).not.toHaveProperty('aws:TagKeys')
    expect(of('ec2:CreateTags', 'volume/')).toMatchObject({ 'aws:RequestTag/Cost': '1', 'aws:TagKeys': ['Cost'] })
    expect(of('iam:PassRole', 'role/')).toEqual({
      'iam:PassedToService': 'ec2.amazonaws.com',
      'iam:AssociatedResourceArn': `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
    })
  })

  it('asks to pass a role also for a profile that does not exist, or has none', async () => {
    const w = await world()
    await w.change((state) =>
      instanceProfiles.put(state, { account: ACCOUNT, name: 'Empty', path: '/', id: 'AIPAEMPTY', createdAt: 0, tags: {} }),
    )
    const other = `arn:aws:iam::111111111111:instance-profile/Web`
    for (const [IamInstanceProfile, name] of [
      [{ Name: 'none' }, 'none'],
      [{ Name: 'Empty' }, 'Empty'],
      [{ Arn: other }, 'Web'],
    ] as const) {
      const questions = await asked(w, { IamInstanceProfile })
      expect(questions.at(-1)).toMatchObject({ action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/${name}` })
      expect(await w.refusal(RunInstances, { ...ONE, IamInstanceProfile })).toMatchObject({ code: 'InvalidParameterValue' })
    }
  })

  it.each<[string, object, string]>([
    ['no image', { ImageId: undefined }, 'MissingParameter'],
    ['an invalid id of an image', { ImageId: 'debian' }, 'InvalidAMIID.Malformed'],
    ['an unknown image', { ImageId: 'ami-00000000' }, 'InvalidAMIID.NotFound'],
    ['an unknown type', { InstanceType: 'x9.huge' }, 'InvalidParameterValue'],
    ['a type of another architecture', { InstanceType: 't4g.micro' }, 'InvalidParameterValue'],
    ['no instances', { MinCount: 0 }, 'InvalidParameterValue'],
    ['fewer at most than at least', { MinCount: 2 }, 'InvalidParameterValue'],
    ['an unknown subnet', { SubnetId: 'subnet-00000000' }, 'InvalidSubnetID.NotFound'],
    ['a zone that is not there', { Placement: { AvailabilityZone: 'eu-west-1a' } }, 'InvalidParameterValue'],
    ["a zone that is not the subnet's", { SubnetId: second?.id, Placement: { AvailabilityZone: 'us-east-1a' } }, 'InvalidParameterValue'],
    ['an unknown security group', { SecurityGroupIds: ['sg-00000000'] }, 'InvalidGroup.NotFound'],
    ['an unknown name of a security group', { SecurityGroups: ['none'] }, 'InvalidGroup.NotFound'],
    ['an invalid id of a security group', { SecurityGroupIds: ['default'] }, 'InvalidGroupId.Malformed'],
    ['too many security groups', { SecurityGroups: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'InvalidParameterValue'],
    ['an unknown key pair', { KeyName: 'none' }, 'InvalidKeyPair.NotFound'],
    ['an unknown profile', { IamInstanceProfile: { Name: 'none' } }, 'InvalidParameterValue'],
    ['a profile by name and ARN', { IamInstanceProfile: { Name: 'a', Arn: 'b' } }, 'InvalidParameterCombination'],
    ['a profile without a name', { IamInstanceProfile: {} }, 'MissingParameter'],
    ['an address outside the subnet', { PrivateIpAddress: '172.31.16.9' }, 'InvalidParameterValue'],
    ['an address that AWS keeps', { PrivateIpAddress: '172.31.0.3' }, 'InvalidParameterValue'],
    ['an invalid address', { PrivateIpAddress: 'here' }, 'InvalidParameterValue'],
    ['one address for two', { PrivateIpAddress: '172.31.0.9', MaxCount: 2 }, 'InvalidParameterCombination'],
    ['a subnet as well as an interface', { SubnetId: first?.id, NetworkInterfaces: [{ DeviceIndex: 0 }] }, 'InvalidParameterCombination'],
    ['groups as well as an interface', { SecurityGroups: ['a'], NetworkInterfaces: [{ DeviceIndex: 0 }] }, 'InvalidParameterCombination'],
    ['user data that is not base64', { UserData: '#!/bin/sh' }, 'InvalidUserData.Malformed'],
    ['too much user data', { UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
    ['a hop limit of 65', { MetadataOptions: { HttpPutResponseHopLimit: 65 } }, 'InvalidParameterValue'],
    [
      'a root volume that is too small',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 7 } }] },
      'InvalidBlockDeviceMapping',
    ],
    ['a volume without a size', { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: {} }] }, 'MissingParameter'],
    ['a volume without a device', { BlockDeviceMappings: [{ Ebs: { VolumeSize: 8 } }] }, 'MissingParameter'],
    [
      'two volumes at one device',
      { BlockDeviceMappings: [{ DeviceName: '/dev/sdb' }, { DeviceName: '/dev/sdb' }] },
      'InvalidParameterValue',
    ],
    ['tags of a subnet', { TagSpecifications: [{ ResourceType: 'subnet', Tags: [] }] }, 'InvalidParameterValue'],
    ['a tag that AWS keeps', { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x' }] }] }, 'InvalidParameterValue'],
    ['one tag twice', { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a' }, { Key: 'a' }] }] }, 'InvalidParameterValue'],
    ['a client token that is too long', { ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
  ])('refuses %s', async (_what, over, code) => {
    const w = await world()
    expect(await w.refusal(RunInstances, { ...ONE, ...over })).toMatchObject({ code })
  })
})
