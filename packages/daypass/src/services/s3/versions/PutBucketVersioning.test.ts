import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketVersioning } from './GetBucketVersioning.js'
import { PutBucketVersioning } from './PutBucketVersioning.js'

let w: World
const Bucket = 'data'
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const put = (VersioningConfiguration: object, more: object = {}) => ({ Bucket, VersioningConfiguration, ...more })
const statusOf = async () => (await w.call(GetBucketVersioning, { Bucket })).Status

describe('PutBucketVersioning', () => {
  it('makes a bucket keep versions, and suspends that', async () => {
    expect(await w.call(GetBucketVersioning, { Bucket })).toEqual({ Status: undefined })
    for (const Status of ['Enabled', 'Suspended', 'Enabled']) {
      await w.call(PutBucketVersioning, put({ Status, MFADelete: 'Disabled' }))
      expect(await statusOf()).toBe(Status)
    }
  })

  it.each([
    [{}, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified'],
    [{ Status: 'enabled' }, 'MalformedXML', expect.anything()],
    [{ Status: 'Disabled' }, 'MalformedXML', expect.anything()],
    [{ Status: 'Enabled', MFADelete: 'x' }, 'MalformedXML', expect.anything()],
    [{ Status: 'Enabled', MFADelete: 'Enabled' }, 'NotImplemented', expect.anything()],
  ])('refuses %j: %s', async (configuration, code, message) => {
    expect(await w.refusal(PutBucketVersioning, put(configuration))).toEqual({ code, message })
    expect(await statusOf()).toBeUndefined()
  })

  it('refuses an MFA code, which would mean that MFA delete is on', async () => {
    expect((await w.refusal(PutBucketVersioning, put({ Status: 'Enabled' }, { MFA: 'serial 123456' }))).code).toBe('NotImplemented')
  })

  it('requires s3:PutBucketVersioning on the bucket', async () => {
    const { event } = await w.attempt(PutBucketVersioning, put({ Status: 'Enabled' }))
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutBucketVersioning', 'arn:aws:s3:::data'],
    ])
  })
})
