import { beforeEach, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeletePublicAccessBlock } from './DeletePublicAccessBlock.js'
import { GetPublicAccessBlock } from './GetPublicAccessBlock.js'
import { PutPublicAccessBlock } from './PutPublicAccessBlock.js'

const data = { Bucket: 'data' }
const NONE = { code: 'NoSuchPublicAccessBlockConfiguration', message: 'The public access block configuration was not found' }
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, data)
})

describe('Block Public Access of a bucket', () => {
  it('is all on for a new bucket', async () => {
    expect(await w.call(GetPublicAccessBlock, data)).toEqual({ PublicAccessBlockConfiguration: all })
  })

  it('is what was put last: a setting that is left out is off', async () => {
    await w.call(PutPublicAccessBlock, { ...data, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } })
    const { PublicAccessBlockConfiguration: settings } = await w.call(GetPublicAccessBlock, data)
    expect(settings).toEqual({ ...all, BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false })
  })

  it('is refused without a setting', async () => {
    const refused = await w.refusal(PutPublicAccessBlock, { ...data, PublicAccessBlockConfiguration: {} })
    expect(refused).toEqual({ code: 'InvalidRequest', message: 'Must specify at least one configuration.' })
  })

  it('can be deleted, also twice; a bucket of an earlier version has none', async () => {
    await w.call(DeletePublicAccessBlock, data)
    await w.call(DeletePublicAccessBlock, data)
    expect(await w.refusal(GetPublicAccessBlock, data)).toEqual(NONE)
    await w.change((state) => buckets.put(state, { name: 'old', account: ACCOUNT, region: 'us-east-1', createdAt: START }))
    expect(await w.refusal(GetPublicAccessBlock, { Bucket: 'old' })).toEqual(NONE)
  })

  it('stays as it is when the bucket is created again', async () => {
    await w.call(DeletePublicAccessBlock, data)
    await w.call(CreateBucket, data)
    expect(await w.refusal(GetPublicAccessBlock, data)).toEqual(NONE)
  })
})

describe('PutPublicAccessBlock', () => {
  it('asks for s3:PutBucketPublicAccessBlock', async () => {
    const asked = (await w.attempt(PutPublicAccessBlock, { ...data, PublicAccessBlockConfiguration: {} })).event.questions.map(
      ({ question }) => question,
    )
    expect(asked.map(({ action, resource }) => [action, resource])).toEqual([['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::data']])
  })
})
