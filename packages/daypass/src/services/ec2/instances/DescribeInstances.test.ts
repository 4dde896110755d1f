import { describe, expect, it } from 'vitest'
import { aProfile, launched, launchedId } from '../../../testing/ec2/ec2-instances.js'
import { type World, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { DescribeInstances } from './DescribeInstances.js'

const ids = async (w: World, input: object = {}) => {
  const { Reservations = [] } = await w.call(DescribeInstances, input)
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId))
}

describe('DescribeInstances', () => {
  it('lists the instances of the account and the region, by reservation', async () => {
    const w = await world()
    const some = await launched(w, { MaxCount: 3 })
    const one = await launchedId(w)
    const { Reservations = [] } = await w.call(DescribeInstances, {})
    expect(Reservations.map(({ Instances = [] }) => Instances.length).toSorted()).toEqual([1, 3])
    expect((await ids(w)).toSorted()).toEqual([...some.map(({ InstanceId }) => InstanceId), one].toSorted())
    const { Reservations: elsewhere } = await w.at({ region: 'eu-west-1', kind: 'regional' }).call(DescribeInstances, {})
    expect(elsewhere).toEqual([])
  })

  it('finds instances by what they are', async () => {
    const w = await world()
    const { profile } = await aProfile(w, 'Web')
    const [web] = await launched(w, {
      InstanceType: 't2.micro',
      IamInstanceProfile: { Name: 'Web' },
      MetadataOptions: { HttpTokens: 'required' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
    })
    const other = await launchedId(w, { Placement: { AvailabilityZone: 'us-east-1b' } })
    const found = (Name: string, ...Values: string[]) => ids(w, { Filters: [{ Name, Values }] })
    for (const [name, value] of [
      ['instance-type', 't2.*'],
      ['tag:Name', 'web'],
      ['tag-key', 'Name'],
      ['iam-instance-profile.arn', profile],
      ['metadata-options.http-tokens', 'required'],
      ['availability-zone', 'us-east-1a'],
      ['private-ip-address', web?.PrivateIpAddress],
      ['network-interface.network-interface-id', web?.NetworkInterfaces?.[0]?.NetworkInterfaceId],
    ] as const)
      expect(await found(name, value ?? '')).toEqual([web?.InstanceId])
    expect(await found('instance-state-name', 'pending', 'running')).toHaveLength(2)
    expect(await found('group-name', 'default')).toHaveLength(2)
    w.clock.move(5_000)
    expect(await found('instance-state-name', 'pending')).toEqual([])
    expect(await found('instance-id', other)).toEqual([other])
    expect(await w.refusal(DescribeInstances, { Filters: [{ Name: 'colour', Values: ['red'] }] })).toMatchObject({
      code: 'InvalidParameterValue',
    })
  })

  it('lists in pages', async () => {
    const w = await world()
    await launched(w, { MaxCount: 12 })
    const all = await ids(w)
    const first = await w.call(DescribeInstances, { MaxResults: 5 })
    const second = await w.call(DescribeInstances, { MaxResults: 5, NextToken: first.NextToken })
    const last = await w.call(DescribeInstances, { MaxResults: 5, NextToken: second.NextToken })
    const listed = [first, second, last].flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances))
    expect(listed.map(({ InstanceId }) => InstanceId)).toEqual(all)
    expect(last.NextToken).toBeUndefined()
    expect(
      await w.refusal(DescribeInstances, { NextToken: first.NextToken, Filters: [{ Name: 'instance-id', Values: ['i'] }] }),
    ).toMatchObject({
      code: 'InvalidNextToken',
    })
  })

  it('shows an ended instance for an hour, without network and volumes', async () => {
    const w = await world()
    const id = await launchedId(w)
    await w.call(TerminateInstances, { InstanceIds: [id] })
    w.clock.move(10_000)
    const { Reservations = [] } = await w.call(DescribeInstances, { InstanceIds: [id] })
    expect(Reservations[0]?.Instances?.[0]).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: 'User initiated (2026-01-02 03:04:05 GMT)',
      BlockDeviceMappings: [],
      NetworkInterfaces: [],
      SecurityGroups: [],
    })
    w.clock.move(3_600_000)
    expect(await ids(w)).toEqual([])
    expect(await w.refusal(DescribeInstances, { InstanceIds: [id] })).toEqual({
      code: 'InvalidInstanceID.NotFound',
      message: `The instance ID '${id}' does not exist`,
    })
  })

  it.each([
    ['an unknown id', { InstanceIds: ['i-00000000'] }, 'InvalidInstanceID.NotFound', "The instance ID 'i-00000000' does not exist"],
    [
      'unknown ids',
      { InstanceIds: ['i-00000000', 'i-00000001'] },
      'InvalidInstanceID.NotFound',
      "The instance IDs 'i-00000000, i-00000001' do not exist",
    ],
    ['an invalid id', { InstanceIds: ['web'] }, 'InvalidInstanceID.Malformed', 'Invalid id: "web"'],
    [
      'ids and a size of pages',
      { InstanceIds: ['i-00000000'], MaxResults: 5 },
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    ],
  ])('refuses %s', async (_what, input, code, message) => {
    const w = await world()
    expect(await w.refusal(DescribeInstances, input)).toEqual({ code, message })
  })

  it('asks for ec2:DescribeInstances on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeInstances, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeInstances', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })
})
