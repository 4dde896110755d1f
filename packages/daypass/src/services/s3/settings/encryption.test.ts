import { beforeEach, describe, expect, it } from 'vitest'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutObject } from '../objects/PutObject.js'

const Bucket = 'data'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

describe('the encryption that a put asks for', () => {
  const put = { Bucket, Key: 'k', Body: Buffer.from('x') }

  it('is AES256, which policies can require', async () => {
    const { event } = await w.attempt(PutObject, { ...put, ServerSideEncryption: 'AES256' })
    expect(event.code).toBeUndefined()
    expect(event.questions[0]?.question.context?.['s3:x-amz-server-side-encryption']).toBe('AES256')
  })

  it.each([
    [{ ServerSideEncryption: 'aws:kms' }, 'NotImplemented'],
    [{ ServerSideEncryption: 'aws:kms:dsse' }, 'NotImplemented'],
    [{ ServerSideEncryption: 'KMS' }, 'InvalidEncryptionAlgorithmError'],
    [{ SSECustomerAlgorithm: 'AES256' }, 'NotImplemented'],
    [{ ServerSideEncryption: 'AES256', SSEKMSKeyId: 'k' }, 'NotImplemented'],
  ])('%j is refused: %s', async (more, code) => {
    expect((await w.refusal(PutObject, { ...put, ...more })).code).toBe(code)
  })
})
