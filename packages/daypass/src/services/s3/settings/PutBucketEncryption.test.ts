import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetBucketEncryption } from './GetBucketEncryption.js'
import { PutBucketEncryption } from './PutBucketEncryption.js'

const Bucket = 'data'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const rules = (...Rules: object[]) => ({ Bucket, ServerSideEncryptionConfiguration: { Rules } })
const byDefault = (SSEAlgorithm: string, more: object = {}) => ({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...more } })

describe('PutBucketEncryption', () => {
  it('keeps whether there is a bucket key', async () => {
    const rule = { ...byDefault('AES256'), BucketKeyEnabled: true }
    await w.call(PutBucketEncryption, rules(rule))
    expect(await w.call(GetBucketEncryption, { Bucket })).toEqual({ ServerSideEncryptionConfiguration: { Rules: [rule] } })
  })

  it.each([
    [[], 'MalformedXML'],
    [[byDefault('AES256'), byDefault('AES256')], 'MalformedXML'],
    [[byDefault('aes256')], 'MalformedXML'],
    [[byDefault('aws:kms')], 'NotImplemented'],
    [[byDefault('aws:kms:dsse', { KMSMasterKeyID: 'k' })], 'NotImplemented'],
    [[byDefault('AES256', { KMSMasterKeyID: 'k' })], 'InvalidArgument'],
    [[{ ...byDefault('AES256'), BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }], 'NotImplemented'],
  ])('%j is refused: %s', async (given, code) => {
    expect((await w.refusal(PutBucketEncryption, rules(...given))).code).toBe(code)
  })

  it('requires s3:PutEncryptionConfiguration on the bucket', async () => {
    const { event } = await w.attempt(PutBucketEncryption, rules(byDefault('AES256')))
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutEncryptionConfiguration', 'arn:aws:s3:::data'],
    ])
  })
})
