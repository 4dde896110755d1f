import { beforeEach, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { ACCOUNT, type OutputOf, START, type World, world } from '../../../testing/world.js'
import { ownerOf } from '../owner.js'
import { ListBuckets } from './ListBuckets.js'

let w: World
beforeEach(async () => {
  w = await world()
  const made = { account: ACCOUNT, region: 'us-east-1', createdAt: START }
  await w.change((state) => {
    for (const name of ['logs-b', 'data', 'logs-a']) buckets.put(state, { ...made, name })
    buckets.put(state, { ...made, name: 'logs-eu', region: 'eu-central-1' })
    buckets.put(state, { ...made, name: 'foreign', account: '111111111111' })
  })
})

const namesOf = (output: OutputOf<typeof ListBuckets>) => (output.Buckets ?? []).map(({ Name }) => Name)

describe('ListBuckets', () => {
  it('lists the buckets of the account by name, and their owner', async () => {
    const output = await w.call(ListBuckets, {})
    expect(namesOf(output)).toEqual(['data', 'logs-a', 'logs-b', 'logs-eu'])
    expect(output).toMatchObject({ Owner: ownerOf(ACCOUNT), ContinuationToken: undefined })
    expect((output.Buckets as object[])[0]).toEqual({ Name: 'data', CreationDate: new Date(START), BucketRegion: 'us-east-1' })
    expect(ownerOf(ACCOUNT).ID).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    [{ Prefix: 'logs-' }, ['logs-a', 'logs-b', 'logs-eu']],
    [{ BucketRegion: 'eu-central-1' }, ['logs-eu']],
    [{ Prefix: 'logs-', BucketRegion: 'us-east-1' }, ['logs-a', 'logs-b']],
    [{ Prefix: 'nothing' }, []],
  ])('filtered by %j lists %j', async (chosen, names) => {
    expect(namesOf(await w.call(ListBuckets, chosen))).toEqual(names)
  })

  it('continues where it stopped, and stops at the end', async () => {
    const pages: (string | undefined)[][] = []
    let ContinuationToken: string | undefined
    do {
      const page = await w.call(ListBuckets, { MaxBuckets: 2, ContinuationToken })
      pages.push(namesOf(page))
      ContinuationToken = page.ContinuationToken
    } while (ContinuationToken !== undefined)
    expect(pages).toEqual([
      ['data', 'logs-a'],
      ['logs-b', 'logs-eu'],
    ])
  })

  it.each([
    [{ MaxBuckets: 0 }, 'InvalidArgument'],
    [{ MaxBuckets: 10_001 }, 'InvalidArgument'],
    [{ ContinuationToken: 'made-up' }, 'InvalidArgument'],
    [{ ContinuationToken: '' }, 'InvalidArgument'],
  ])('refuses %j: %s', async (input, code) => {
    expect((await w.refusal(ListBuckets, input)).code).toBe(code)
  })

  it('accepts a token only with the parameters that it was returned for', async () => {
    const { ContinuationToken } = await w.call(ListBuckets, { MaxBuckets: 1 })
    expect((await w.refusal(ListBuckets, { ContinuationToken, Prefix: 'logs-' })).code).toBe('InvalidArgument')
  })

  it('requires one permission for all buckets', async () => {
    const { event } = await w.attempt(ListBuckets, {})
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([['s3:ListAllMyBuckets', '*']])
  })
})
