import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { StopInstances } from '../instance-states/StopInstances.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { defaultVpc } from '../network/default-network.js'
import { DescribeInstanceAttribute } from './DescribeInstanceAttribute.js'
import { ModifyInstanceAttribute } from './ModifyInstanceAttribute.js'

const group = defaultVpc({ account: ACCOUNT, region: 'us-east-1' }).securityGroupId
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
const given = async (isStopped = false) => {
  const w = await world()
  const id = await launchedId(w)
  w.clock.move(5_000)
  if (isStopped) {
    await w.call(StopInstances, { InstanceIds: [id] })
    w.clock.move(15_000)
  }
  return { w, id }
}
const attribute = async (w: World, InstanceId: string, Attribute: string) =>
  w.call(DescribeInstanceAttribute, { InstanceId, Attribute } as never)

describe('ModifyInstanceAttribute', () => {
  it.each<[string, object, object]>([
    ['disableApiTermination', { DisableApiTermination: { Value: true } }, { DisableApiTermination: { Value: true } }],
    ['disableApiStop', { DisableApiStop: { Value: true } }, { DisableApiStop: { Value: true } }],
    ['disableApiStop', { Attribute: 'disableApiStop', Value: 'true' }, { DisableApiStop: { Value: true } }],
    ['sourceDestCheck', { SourceDestCheck: { Value: false } }, { SourceDestCheck: { Value: false } }],
    ['ebsOptimized', { EbsOptimized: { Value: true } }, { EbsOptimized: { Value: true } }],
    ['instanceType', { InstanceType: { Value: 't3.large' } }, { InstanceType: { Value: 't3.large' } }],
    ['instanceType', { Attribute: 'instanceType', Value: 't3.large' }, { InstanceType: { Value: 't3.large' } }],
    [
      'instanceInitiatedShutdownBehavior',
      { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
      { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
    ],
    ['userData', { UserData: { Value: Buffer.from('hi') } }, { UserData: { Value: 'aGk=' } }],
    ['groupSet', { Groups: [group] }, { Groups: [{ GroupId: group, GroupName: 'default' }] }],
  ])('changes %s of a stopped instance', async (name, change, expected) => {
    const { w, id } = await given(true)
    expect(await w.call(ModifyInstanceAttribute, { InstanceId: id, ...change })).toEqual({})
    expect(await attribute(w, id, name)).toEqual({ InstanceId: id, ...expected })
  })

  it('asks for the instance, with what changes, and for the groups it gets', async () => {
    const { w, id } = await given()
    const asked = async (change: object) => {
      const { event } = await w.attempt(ModifyInstanceAttribute, { InstanceId: id, ...change })
      return event.questions.map(({ question }) => question)
    }
    const action = 'ec2:ModifyInstanceAttribute'
    expect(await asked({ DisableApiTermination: { Value: false } })).toEqual([
      {
        action,
        resource: arn(`instance/${id}`),
        context: expect.objectContaining({
          'ec2:InstanceType': 't3.micro',
          'ec2:Attribute': 'DisableApiTermination',
          'ec2:Attribute/DisableApiTermination': 'false',
        }),
      },
    ])
    expect((await asked({ Groups: [group] })).map(({ resource }) => resource)).toEqual([
      arn(`instance/${id}`),
      arn(`security-group/${group}`),
    ])
    expect((await asked({ UserData: { Value: Buffer.from('hi') } }))[0]?.context).not.toHaveProperty('ec2:Attribute/UserData')
  })

  it.each<[string, object, string]>([
    ['nothing', {}, 'MissingParameter'],
    ['two attributes', { DisableApiStop: { Value: true }, SourceDestCheck: { Value: true } }, 'InvalidParameterCombination'],
    ['the type of a running instance', { InstanceType: { Value: 't3.large' } }, 'IncorrectInstanceState'],
    ['user data of a running instance', { UserData: { Value: Buffer.from('a') } }, 'IncorrectInstanceState'],
    ['an unknown type', { InstanceType: { Value: 'x9.huge' } }, 'InvalidInstanceAttributeValue'],
    ['an unknown behavior', { InstanceInitiatedShutdownBehavior: { Value: 'sleep' } }, 'InvalidInstanceAttributeValue'],
    ['an unknown group', { Groups: ['sg-00000000'] }, 'InvalidGroup.NotFound'],
    ['an invalid group', { Groups: ['web'] }, 'InvalidGroupId.Malformed'],
    ['a kernel', { Kernel: { Value: 'aki-1' } }, 'UnsupportedOperation'],
    ['a kernel by its name', { Attribute: 'kernel', Value: 'aki-1' }, 'UnsupportedOperation'],
    ['the root device', { Attribute: 'rootDeviceName', Value: '/dev/sda1' }, 'UnsupportedOperation'],
    [
      'what becomes of volumes',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }] },
      'UnsupportedOperation',
    ],
    ['a flag that is neither', { Attribute: 'disableApiStop', Value: 'yes' }, 'InvalidParameterValue'],
    ['an attribute without a value', { Attribute: 'instanceType' }, 'MissingParameter'],
    ['an unknown instance', { InstanceId: 'i-00000000', SourceDestCheck: { Value: true } }, 'InvalidInstanceID.NotFound'],
    ['an invalid id', { InstanceId: 'web', SourceDestCheck: { Value: true } }, 'InvalidInstanceID.Malformed'],
  ])('refuses %s', async (_what, change, code) => {
    const { w, id } = await given()
    expect(await w.refusal(ModifyInstanceAttribute, { InstanceId: id, ...change })).toMatchObject({ code })
  })

  it('refuses a type of another architecture, and any change of an instance that ends', async () => {
    const { w, id } = await given(true)
    const refused = (change: object) => w.refusal(ModifyInstanceAttribute, { InstanceId: id, ...change })
    expect(await refused({ InstanceType: { Value: 't4g.micro' } })).toMatchObject({ code: 'InvalidParameterValue' })
    await w.call(TerminateInstances, { InstanceIds: [id] })
    expect(await refused({ SourceDestCheck: { Value: true } })).toMatchObject({ code: 'IncorrectInstanceState' })
  })
})
