import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucketOwnershipControls } from './DeleteBucketOwnershipControls.js'
import { GetBucketOwnershipControls } from './GetBucketOwnershipControls.js'
import { PutBucketOwnershipControls } from './PutBucketOwnershipControls.js'

const data = { Bucket: 'data' }
const rules = (...names: string[]) => ({ ...data, OwnershipControls: { Rules: names.map((ObjectOwnership) => ({ ObjectOwnership })) } })
const ENFORCED = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, data)
})

describe('the ownership controls of a bucket', () => {
  it('are BucketOwnerEnforced, until they are deleted, and again once they are put', async () => {
    expect(await w.call(GetBucketOwnershipControls, data)).toEqual(ENFORCED)
    await w.call(DeleteBucketOwnershipControls, data)
    expect(await w.refusal(GetBucketOwnershipControls, data)).toEqual({
      code: 'OwnershipControlsNotFoundError',
      message: 'The bucket ownership controls were not found',
    })
    await w.call(PutBucketOwnershipControls, rules('BucketOwnerEnforced'))
    expect(await w.call(GetBucketOwnershipControls, data)).toEqual(ENFORCED)
  })

  it.each(['BucketOwnerPreferred', 'ObjectWriter'])('are refused by name as %s, which would enable access control lists', async (name) => {
    expect((await w.refusal(PutBucketOwnershipControls, rules(name))).code).toBe('NotImplemented')
    expect(w.events.at(-1)?.reason).toBe(`ObjectOwnership ${name} is not supported by this version of daypass`)
  })

  it.each([[], ['RandomValue'], ['BucketOwnerPreferred', 'ObjectWriter'], ['BucketOwnerEnforced', 'BucketOwnerEnforced']])(
    'are one rule with a known name, not %s %s',
    async (...names) => {
      expect((await w.refusal(PutBucketOwnershipControls, rules(...names))).code).toBe('MalformedXML')
    },
  )
})

it('PutBucketOwnershipControls asks for s3:PutBucketOwnershipControls on the bucket', async () => {
  const asked = (await w.attempt(PutBucketOwnershipControls, rules('BucketOwnerEnforced'))).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([
    ['s3:PutBucketOwnershipControls', 'arn:aws:s3:::data'],
  ])
})
