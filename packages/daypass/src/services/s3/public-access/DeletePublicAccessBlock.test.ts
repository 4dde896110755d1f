import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { DeletePublicAccessBlock } from './DeletePublicAccessBlock.js'

it('DeletePublicAccessBlock asks for s3:PutBucketPublicAccessBlock, as S3 has no action for it alone', async () => {
  const w = await world()
  const asked = (await w.attempt(DeletePublicAccessBlock, { Bucket: 'data' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([
    ['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::data'],
  ])
})
