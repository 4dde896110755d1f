import { describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { DescribeInstanceTypes } from './DescribeInstanceTypes.js'
import { INSTANCE_TYPES } from './instance-size-list.js'

const names = async (w: World, input: object) =>
  (await w.call(DescribeInstanceTypes, input)).InstanceTypes?.map(({ InstanceType }) => InstanceType)

describe('DescribeInstanceTypes', () => {
  it('describes types by name', async () => {
    const w = await world()
    const { InstanceTypes } = await w.call(DescribeInstanceTypes, { InstanceTypes: ['t2.micro', 'm7g.large', 't2.micro'] })
    expect(InstanceTypes).toMatchObject([
      {
        ...{ InstanceType: 'm7g.large', Hypervisor: 'nitro', BurstablePerformanceSupported: false, MemoryInfo: { SizeInMiB: 8_192 } },
        ...{ ProcessorInfo: { SupportedArchitectures: ['arm64'] }, VCpuInfo: { DefaultVCpus: 2, DefaultCores: 2 } },
      },
      {
        ...{ InstanceType: 't2.micro', Hypervisor: 'xen', FreeTierEligible: true, BurstablePerformanceSupported: true },
        ...{ MemoryInfo: { SizeInMiB: 1_024 }, VCpuInfo: { DefaultVCpus: 1, DefaultCores: 1, DefaultThreadsPerCore: 1 } },
      },
    ])
  })

  it('filters, and goes page by page', async () => {
    const w = await world()
    expect(await names(w, { Filters: [{ Name: 'free-tier-eligible', Values: ['true'] }] })).toEqual(['t2.micro', 't3.micro', 't4g.small'])
    const small = [
      { Name: 'vcpu-info.default-vcpus', Values: ['1'] },
      { Name: 'instance-type', Values: ['t2.*'] },
    ]
    expect(await names(w, { Filters: small })).toEqual(['t2.micro', 't2.nano', 't2.small'])
    const seen: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await w.call(DescribeInstanceTypes, { MaxResults: 50, NextToken })
      seen.push(...(page.InstanceTypes ?? []).map(({ InstanceType }) => InstanceType))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual([...INSTANCE_TYPES.keys()].toSorted())
  })

  it('asks for ec2:DescribeInstanceTypes on everything, and refuses an unknown type', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeInstanceTypes, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeInstanceTypes', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
    expect(await w.refusal(DescribeInstanceTypes, { InstanceTypes: ['t2.huge'] })).toEqual({
      code: 'InvalidInstanceType',
      message: 'The following supplied instance types do not exist: [t2.huge]',
    })
  })
})
