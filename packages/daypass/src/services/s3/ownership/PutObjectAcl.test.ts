import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { PutObjectAcl } from './PutObjectAcl.js'

it('PutObjectAcl asks for s3:PutObjectAcl, and tells policies which list is meant', async () => {
  const w = await world()
  const asked = (await w.attempt(PutObjectAcl, { Bucket: 'data', Key: 'k', ACL: 'private' })).event.questions
  expect(asked.map(({ question: { action, resource, context } }) => [action, resource, context?.['s3:x-amz-acl']])).toEqual([
    ['s3:PutObjectAcl', 'arn:aws:s3:::data/k', 'private'],
  ])
})
