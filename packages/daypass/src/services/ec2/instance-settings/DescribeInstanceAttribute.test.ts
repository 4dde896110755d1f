import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DescribeInstanceAttribute } from './DescribeInstanceAttribute.js'

describe('DescribeInstanceAttribute', () => {
  it.each<[string, object]>([
    ['instanceType', { InstanceType: { Value: 't3.micro' } }],
    ['kernel', { KernelId: {} }],
    ['ramdisk', { RamdiskId: {} }],
    ['userData', { UserData: { Value: 'aGk=' } }],
    ['rootDeviceName', { RootDeviceName: { Value: '/dev/xvda' } }],
    ['blockDeviceMapping', { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Status: 'attached' } }] }],
    ['productCodes', { ProductCodes: [] }],
    ['sriovNetSupport', { SriovNetSupport: {} }],
    ['enaSupport', { EnaSupport: { Value: true } }],
    ['enclaveOptions', { EnclaveOptions: { Enabled: false } }],
  ])('shows %s', async (Attribute, expected) => {
    const w = await world()
    const InstanceId = await launchedId(w, { UserData: 'aGk=' })
    expect(await w.call(DescribeInstanceAttribute, { InstanceId, Attribute } as never)).toMatchObject({ InstanceId, ...expected })
  })

  it('asks for ec2:DescribeInstanceAttribute on the instance', async () => {
    const w = await world()
    const InstanceId = await launchedId(w)
    const { event } = await w.attempt(DescribeInstanceAttribute, { InstanceId, Attribute: 'userData' })
    expect(event.questions.map(({ question: { action, resource } }) => `${action} ${resource}`)).toEqual([
      `ec2:DescribeInstanceAttribute arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${InstanceId}`,
    ])
  })

  it('refuses an unknown instance, and an invalid id', async () => {
    const w = await world()
    const refused = (InstanceId: string) => w.refusal(DescribeInstanceAttribute, { InstanceId, Attribute: 'userData' })
    expect(await refused('i-00000000')).toMatchObject({ code: 'InvalidInstanceID.NotFound' })
    expect(await refused('web')).toMatchObject({ code: 'InvalidInstanceID.Malformed' })
  })
})
