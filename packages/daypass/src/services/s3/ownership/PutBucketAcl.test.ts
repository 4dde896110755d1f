import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { PutBucketAcl } from './PutBucketAcl.js'

it('PutBucketAcl asks for s3:PutBucketAcl, and tells policies which list is meant', async () => {
  const w = await world()
  const asked = (await w.attempt(PutBucketAcl, { Bucket: 'data', ACL: 'private' })).event.questions
  expect(asked.map(({ question: { action, resource, context } }) => [action, resource, context?.['s3:x-amz-acl']])).toEqual([
    ['s3:PutBucketAcl', 'arn:aws:s3:::data', 'private'],
  ])
})
