import { beforeEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketAbac } from './GetBucketAbac.js'
import { GetBucketAccelerateConfiguration } from './GetBucketAccelerateConfiguration.js'
import { GetBucketLifecycleConfiguration } from './GetBucketLifecycleConfiguration.js'
import { GetBucketLogging } from './GetBucketLogging.js'
import { GetBucketNotificationConfiguration } from './GetBucketNotificationConfiguration.js'
import { GetBucketReplication } from './GetBucketReplication.js'
import { GetBucketRequestPayment } from './GetBucketRequestPayment.js'
import { GetBucketWebsite } from './GetBucketWebsite.js'
import { GetObjectLockConfiguration } from './GetObjectLockConfiguration.js'

const Bucket = 'data'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const actionsOf = async (operation: Operation, input: object) => {
  const { event } = await w.attempt(operation, input)
  return event.questions.map(({ question }) => [question.action, question.resource])
}

describe('a setting that no bucket can have', () => {
  it.each([
    ['s3:GetBucketAbac', GetBucketAbac, { AbacStatus: { Status: 'Disabled' } }],
    ['s3:GetAccelerateConfiguration', GetBucketAccelerateConfiguration, {}],
    ['s3:GetBucketLogging', GetBucketLogging, {}],
    ['s3:GetBucketNotification', GetBucketNotificationConfiguration, {}],
    ['s3:GetBucketRequestPayment', GetBucketRequestPayment, { Payer: 'BucketOwner' }],
  ])('is answered as unset, to whoever has %s', async (action, operation, answer) => {
    expect(await actionsOf(operation, { Bucket })).toEqual([[action, 'arn:aws:s3:::data']])
    expect(await w.call(operation, { Bucket })).toEqual(answer)
  })

  it.each([
    ['s3:GetLifecycleConfiguration', GetBucketLifecycleConfiguration, 'NoSuchLifecycleConfiguration'],
    ['s3:GetReplicationConfiguration', GetBucketReplication, 'ReplicationConfigurationNotFoundError'],
    ['s3:GetBucketWebsite', GetBucketWebsite, 'NoSuchWebsiteConfiguration'],
    ['s3:GetBucketObjectLockConfiguration', GetObjectLockConfiguration, 'ObjectLockConfigurationNotFoundError'],
  ])('is an error for whoever has %s', async (action, operation, code) => {
    expect(await actionsOf(operation, { Bucket })).toEqual([[action, 'arn:aws:s3:::data']])
    expect((await w.refusal(operation, { Bucket })).code).toBe(code)
  })
})
