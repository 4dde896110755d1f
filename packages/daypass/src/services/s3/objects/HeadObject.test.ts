import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { HeadObject } from './HeadObject.js'
import { PutObject } from './PutObject.js'

// NOTE What HeadObject shares with GetObject is tested there, for both.
describe('HeadObject', () => {
  it('opens no file', async () => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data' })
    await w.call(PutObject, { Bucket: 'data', Key: 'k', Body: Buffer.from('abc') })
    w.files.read = () => expect.fail('opened a file')
    expect(await w.call(HeadObject, { Bucket: 'data', Key: 'k' })).toMatchObject({ ContentLength: 3 })
  })
})
