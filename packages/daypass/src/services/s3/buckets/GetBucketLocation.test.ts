import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { CreateBucket } from './CreateBucket.js'
import { GetBucketLocation } from './GetBucketLocation.js'

describe('GetBucketLocation', () => {
  it.each([
    [undefined, {}],
    ['eu-central-1', { LocationConstraint: 'eu-central-1' }],
  ])('returns for a bucket with the constraint %s: %j, whatever the region of the signature', async (LocationConstraint, location) => {
    const w = await world()
    await w.call(CreateBucket, { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint } })
    const { event, ...outcome } = await w.attempt(GetBucketLocation, { Bucket: 'data' })
    expect(outcome).toEqual({ output: location })
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:GetBucketLocation', 'arn:aws:s3:::data'],
    ])
  })
})
