import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { DeleteBucketOwnershipControls } from './DeleteBucketOwnershipControls.js'

it('DeleteBucketOwnershipControls asks for s3:PutBucketOwnershipControls, as S3 has no action for it alone', async () => {
  const w = await world()
  const asked = (await w.attempt(DeleteBucketOwnershipControls, { Bucket: 'data' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([
    ['s3:PutBucketOwnershipControls', 'arn:aws:s3:::data'],
  ])
})
