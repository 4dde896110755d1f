import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { ModifyInstanceMetadataOptions } from './ModifyInstanceMetadataOptions.js'

describe('ModifyInstanceMetadataOptions', () => {
  it('changes what is asked for, and nothing else', async () => {
    const w = await world()
    const InstanceId = await launchedId(w)
    const options = {
      State: 'applied',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    }
    expect(await w.call(ModifyInstanceMetadataOptions, { InstanceId, HttpTokens: 'required' })).toEqual({
      InstanceId,
      InstanceMetadataOptions: options,
    })
    const change = { HttpPutResponseHopLimit: 3, HttpEndpoint: 'disabled', InstanceMetadataTags: 'enabled' } as const
    expect(await w.call(ModifyInstanceMetadataOptions, { InstanceId, ...change })).toEqual({
      InstanceId,
      InstanceMetadataOptions: { ...options, ...change },
    })
  })

  it('asks for the instance as it is, and says what changes', async () => {
    const w = await world()
    const InstanceId = await launchedId(w)
    const { event } = await w.attempt(ModifyInstanceMetadataOptions, { InstanceId, HttpTokens: 'required' })
    expect(event.questions.map(({ question }) => question)).toEqual([
      {
        action: 'ec2:ModifyInstanceMetadataOptions',
        resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${InstanceId}`,
        context: expect.objectContaining({
          'ec2:MetadataHttpTokens': 'optional',
          'ec2:Attribute': ['HttpTokens'],
          'ec2:Attribute/HttpTokens': 'required',
        }),
      },
    ])
  })

  it.each<[string, object, string]>([
    ['no option', {}, 'MissingParameter'],
    ['a hop limit of 0', { HttpPutResponseHopLimit: 0 }, 'InvalidParameterValue'],
    ['addresses of IPv6', { HttpProtocolIpv6: 'enabled' }, 'UnsupportedOperation'],
    ['an unknown instance', { InstanceId: 'i-00000000', HttpTokens: 'required' }, 'InvalidInstanceID.NotFound'],
    ['an invalid id', { InstanceId: 'web', HttpTokens: 'required' }, 'InvalidInstanceID.Malformed'],
  ])('refuses %s', async (_what, change, code) => {
    const w = await world()
    const InstanceId = await launchedId(w)
    expect(await w.refusal(ModifyInstanceMetadataOptions, { InstanceId, ...change })).toMatchObject({ code })
  })

  it('refuses an instance that ends', async () => {
    const w = await world()
    const InstanceId = await launchedId(w)
    await w.call(TerminateInstances, { InstanceIds: [InstanceId] })
    expect(await w.refusal(ModifyInstanceMetadataOptions, { InstanceId, HttpTokens: 'required' })).toMatchObject({
      code: 'IncorrectInstanceState',
    })
  })
})
