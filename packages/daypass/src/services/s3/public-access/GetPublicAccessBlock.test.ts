import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { GetPublicAccessBlock } from './GetPublicAccessBlock.js'

it('GetPublicAccessBlock asks for s3:GetBucketPublicAccessBlock', async () => {
  const w = await world()
  const asked = (await w.attempt(GetPublicAccessBlock, { Bucket: 'data' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([
    ['s3:GetBucketPublicAccessBlock', 'arn:aws:s3:::data'],
  ])
})
