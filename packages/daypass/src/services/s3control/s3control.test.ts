import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { isForControl } from './control-request.js'
import { DeletePublicAccessBlock } from './DeletePublicAccessBlock.js'
import { GetPublicAccessBlock } from './GetPublicAccessBlock.js'
import { s3controlOperations } from './operations.js'
import { PutPublicAccessBlock } from './PutPublicAccessBlock.js'

const own = { AccountId: ACCOUNT }
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
const NONE = { code: 'NoSuchPublicAccessBlockConfiguration', message: 'The public access block configuration was not found' }

describe('Block Public Access of an account', () => {
  it('is there once it was put, until it is deleted', async () => {
    const w = await world()
    expect(await w.refusal(GetPublicAccessBlock, own)).toEqual(NONE)
    await w.call(PutPublicAccessBlock, { ...own, PublicAccessBlockConfiguration: all })
    expect(await w.call(GetPublicAccessBlock, own)).toEqual({ PublicAccessBlockConfiguration: all })
    await w.call(PutPublicAccessBlock, { ...own, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } })
    expect((await w.call(GetPublicAccessBlock, own)).PublicAccessBlockConfiguration?.RestrictPublicBuckets).toBe(false)
    await w.call(DeletePublicAccessBlock, own)
    await w.call(DeletePublicAccessBlock, own)
    expect(await w.refusal(GetPublicAccessBlock, own)).toEqual(NONE)
  })

  it('is refused without a setting', async () => {
    const refused = await (await world()).refusal(PutPublicAccessBlock, { ...own, PublicAccessBlockConfiguration: {} })
    expect(refused).toEqual({ code: 'InvalidRequest', message: 'Must specify at least one configuration.' })
  })

  it.each(s3controlOperations.map((operation) => [operation.name, operation] as const))(
    'is for the account of the caller alone, and needs a policy that allows it: %s',
    async (_name, operation) => {
      const w = await world()
      const input = { ...own, PublicAccessBlockConfiguration: all }
      expect((await w.refusal(operation, { ...input, AccountId: '111122223333' })).code).toBe('AccessDenied')
      expect((await w.refusal(operation, { ...input, AccountId: 'x' })).code).toBe('InvalidRequest')
      expect((await w.refusal(operation, input, await w.user('powerless'))).code).toBe('AccessDenied')
    },
  )
})

describe('isForControl', () => {
  const account = { 'x-amz-account-id': ACCOUNT }
  it.each([
    ['/v20180820/configuration/publicAccessBlock', { host: '127.0.0.1', ...account }, true],
    ['/v20180820/configuration/publicAccessBlock', { host: '127.0.0.1' }, false],
    ['/v20180820', { host: '127.0.0.1', ...account }, false],
    ['/data/v20180820/configuration', { host: '127.0.0.1', ...account }, false],
    ['/', { host: '000000000000.s3-control.us-east-1.amazonaws.com' }, true],
    ['/', { host: '000000000000.s3-control.eu-central-1.localhost:4566' }, true],
    ['/', { host: 's3-control-fips.dualstack.us-east-1.amazonaws.com' }, true],
    ['/', { host: '000000000000.s3-control.nowhere-1.amazonaws.com' }, false],
    ['/', { host: 's3-control.us-east-1.amazonaws.com.example.test' }, false],
    ['/', { host: 'bucket.s3.us-east-1.amazonaws.com' }, false],
    ['/', {}, false],
  ])('%s with %j: %s', (path, headers, expected) => {
    expect(isForControl({ path, headers })).toBe(expected)
  })
})
