import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'
import { CreateTags } from './CreateTags.js'
import { DescribeTags } from './DescribeTags.js'

const place = { account: ACCOUNT, region: 'us-east-1' }
const vpc = defaultVpc(place).id
const [first, second] = defaultSubnets(place).map(({ id }) => id)

describe('DescribeTags', () => {
  it('describes the tags of all resources, page by page, also those whose long keys begin alike', async () => {
    const w = await world()
    const Tags = Array.from({ length: 12 }, (_, n) => ({ Key: `${'\u{1f600}'.repeat(120)}${n}`, Value: `${n}` }))
    await w.call(CreateTags, { Resources: [vpc, first ?? ''], Tags })
    const seen: string[] = []
    let NextToken: string | undefined
    do {
      const page = await w.call(DescribeTags, { MaxResults: 5, NextToken })
      seen.push(...(page.Tags ?? []).map(({ ResourceId, Value }) => `${ResourceId} ${Value}`))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen.toSorted()).toEqual([vpc, first].flatMap((id) => Tags.map(({ Value }) => `${id} ${Value}`)).toSorted())
  })

  it('filters by key, value, resource and kind', async () => {
    const w = await world()
    await w.call(CreateTags, { Resources: [vpc], Tags: [{ Key: 'a', Value: '1' }] })
    await w.call(CreateTags, { Resources: [first ?? '', second ?? ''], Tags: [{ Key: 'b', Value: '1' }] })
    const by = async (Name: string, ...Values: string[]) =>
      (await w.call(DescribeTags, { Filters: [{ Name, Values }] })).Tags?.map(({ ResourceId }) => ResourceId).toSorted()
    expect(await by('key', 'a')).toEqual([vpc])
    expect(await by('value', '1')).toHaveLength(3)
    expect(await by('resource-id', first ?? '')).toEqual([first])
    expect(await by('resource-type', 'subnet')).toEqual([first, second].toSorted())
    expect(await by('tag:b', '1')).toHaveLength(2)
    expect((await w.at({ region: 'eu-west-1', kind: 'custom' }).call(DescribeTags, {})).Tags).toEqual([])
  })

  it('asks for ec2:DescribeTags on everything, and refuses an unknown filter', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeTags, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeTags', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
    expect(await w.refusal(DescribeTags, { Filters: [{ Name: 'x', Values: ['a'] }] })).toMatchObject({ code: 'InvalidParameterValue' })
  })
})
