import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { GetBucketAcl } from './GetBucketAcl.js'

it('GetBucketAcl asks for s3:GetBucketAcl', async () => {
  const w = await world()
  const asked = (await w.attempt(GetBucketAcl, { Bucket: 'data' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([['s3:GetBucketAcl', 'arn:aws:s3:::data']])
})
