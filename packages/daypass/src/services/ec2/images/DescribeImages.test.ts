import { describe, expect, it } from 'vitest'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { CreateTags } from '../tags/CreateTags.js'
import { DescribeImages } from './DescribeImages.js'
import { IMAGES } from './image-list.js'

const all = IMAGES.map(({ name }) => name).toSorted()
const windows = IMAGES.find(({ platform }) => platform === 'Windows')
const names = async (w: World, input: object) => (await w.call(DescribeImages, input)).Images?.map(({ Name }) => Name)

describe('DescribeImages', () => {
  it('describes the listed images, which are public and Amazon’s', async () => {
    const w = await world()
    expect(await names(w, {})).toEqual(all)
    const { Images } = await w.call(DescribeImages, { ImageIds: [windows?.id ?? ''] })
    expect(Images).toMatchObject([
      {
        ...{
          ImageId: windows?.id,
          OwnerId: '137112412989',
          ImageOwnerAlias: 'amazon',
          Public: true,
          State: 'available',
          ImageType: 'machine',
        },
        ...{ Platform: 'Windows', PlatformDetails: 'Windows', RootDeviceType: 'ebs', RootDeviceName: '/dev/sda1', Tags: [] },
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 30, SnapshotId: expect.stringMatching(/^snap-/) } }],
      },
    ])
  })

  it.each([
    [{ Owners: ['amazon'] }, all.length],
    [{ Owners: ['self', '137112412989'] }, all.length],
    [{ Owners: ['self'] }, 0],
    [{ Owners: [ACCOUNT] }, 0],
    [{ ExecutableUsers: ['all'] }, all.length],
    [{ ExecutableUsers: ['self'] }, 0],
    [{ Filters: [{ Name: 'platform', Values: ['windows', 'Windows'] }] }, 1],
    [
      {
        Filters: [
          { Name: 'name', Values: ['al2023-*'] },
          { Name: 'architecture', Values: ['arm64'] },
        ],
      },
      1,
    ],
    [{ Filters: [{ Name: 'owner-alias', Values: ['amazon'] }] }, all.length],
    [{ Filters: [{ Name: 'is-public', Values: ['false'] }] }, 0],
    [{ Filters: [{ Name: 'block-device-mapping.volume-size', Values: ['30'] }] }, 1],
  ])('finds by %j: %i', async (input, count) => {
    expect(await names(await world(), input)).toHaveLength(count)
  })

  it('goes page by page, and shows the tags of the account', async () => {
    const w = await world()
    const seen: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await w.call(DescribeImages, { MaxResults: 5, NextToken })
      seen.push(...(page.Images ?? []).map(({ Name }) => Name))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual(all)
    await w.call(CreateTags, { Resources: [windows?.id ?? ''], Tags: [{ Key: 'Gold', Value: 'yes' }] })
    expect(await names(w, { Filters: [{ Name: 'tag:Gold', Values: ['yes'] }] })).toEqual([windows?.name])
  })

  it('asks for ec2:DescribeImages on everything', async () => {
    const { event } = await (await world()).attempt(DescribeImages, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeImages', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each([
    ['an unknown id', 'ami-01234567', 'InvalidAMIID.NotFound', "The image id '[ami-01234567]' does not exist"],
    ['no id', 'linux', 'InvalidAMIID.Malformed', 'Invalid id: "linux" (expecting "ami-...")'],
  ])('refuses %s', async (_what, id, code, message) => {
    expect(await (await world()).refusal(DescribeImages, { ImageIds: [id] })).toEqual({ code, message })
  })
})
