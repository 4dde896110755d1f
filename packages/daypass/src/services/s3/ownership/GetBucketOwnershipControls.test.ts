import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { GetBucketOwnershipControls } from './GetBucketOwnershipControls.js'

it('GetBucketOwnershipControls asks for s3:GetBucketOwnershipControls', async () => {
  const w = await world()
  const asked = (await w.attempt(GetBucketOwnershipControls, { Bucket: 'data' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([
    ['s3:GetBucketOwnershipControls', 'arn:aws:s3:::data'],
  ])
})
