import { beforeEach, describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { getObject, putObject } from '../../../directory/s3/object.js'
import { objectBytesKeys } from '../../../directory/s3/object-bytes.js'
import { State } from '../../../directory/state.js'
import { fileBodyAt } from '../../../testing/s3/stored-bodies.js'
import { type OutputOf, root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { GetObject } from './GetObject.js'
import { HeadObject } from './HeadObject.js'
import { PutObject } from './PutObject.js'

let w: World
const headers = {
  ContentType: 'text/plain',
  CacheControl: 'no-store',
  ContentDisposition: 'inline',
  ContentEncoding: 'gzip',
  ContentLanguage: 'en',
  Expires: '0',
}
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  await w.call(PutObject, {
    Bucket: 'data',
    Key: 'k',
    Body: Buffer.from('0123456789'),
    Metadata: { a: 'b' },
    ChecksumCRC32: 'pmhPxg==',
    ...headers,
  })
})

const at = { Bucket: 'data', Key: 'k' }

async function textOf(body: unknown): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe.each([GetObject, HeadObject])('$name', (read) => {
  it('returns what was put', async () => {
    const { Body, ...output }: OutputOf<typeof GetObject> = await w.call(read, at)
    expect(output).toEqual({
      AcceptRanges: 'bytes',
      LastModified: new Date(START),
      ContentLength: 10,
      ETag: '"781e5e245d69b566979b86e28d23f2c7"',
      Metadata: { a: 'b' },
      ServerSideEncryption: 'AES256',
      ...headers,
    })
    if (read === HeadObject) expect(Body).toBeUndefined()
    else expect(await textOf(Body)).toBe('0123456789')
  })

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=0-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,3-4', '0123456789', undefined],
  ])('answers the range %s', async (Range, text, ContentRange) => {
    const output: OutputOf<typeof GetObject> = await w.call(read, { ...at, Range })
    expect(output).toMatchObject({ ContentRange, ContentLength: text.length })
    if (read === GetObject) expect(await textOf(output.Body)).toBe(text)
  })

  it.each([
    ['"781e5e245d69b566979b86e28d23f2c7"', '234'],
    [new Date(START).toUTCString(), '234'],
    ['"another"', '0123456789'],
    ['W/"781e5e245d69b566979b86e28d23f2c7"', '0123456789'],
    [new Date(START - 1_000).toUTCString(), '0123456789'],
    ['nonsense', '0123456789'],
  ])('answers a range with If-Range %s with %s', async (IfRange, text) => {
    const output: OutputOf<typeof GetObject> = await w.call(read, { ...at, Range: 'bytes=2-4', IfRange })
    expect(output).toMatchObject({ ContentRange: text === '234' ? 'bytes 2-4/10' : undefined, ContentLength: text.length })
    if (read === GetObject) expect(await textOf(output.Body)).toBe(text)
  })

  it('returns the whole object for an unsatisfiable range when If-Range names another object, and checks the other conditions first', async () => {
    expect(await w.call(read, { ...at, Range: 'bytes=10-', IfRange: '"another"' })).toMatchObject({ ContentLength: 10 })
    const conditions = { Range: 'bytes=2-4', IfRange: '"another"', IfMatch: '"another"' }
    expect((await w.refusal(read, { ...at, ...conditions })).code).toBe('PreconditionFailed')
  })

  it('returns checksums if requested, and only with the whole object', async () => {
    expect(await w.call(read, { ...at, ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumCRC32: 'pmhPxg==', ChecksumType: 'FULL_OBJECT' })
    expect((await w.call(read, at)).ChecksumCRC32).toBeUndefined()
    expect((await w.call(read, { ...at, ChecksumMode: 'ENABLED', Range: 'bytes=0-3' })).ChecksumCRC32).toBeUndefined()
  })

  it('answers a range of an empty object: its last bytes are the whole object, and its first byte does not exist', async () => {
    await w.call(PutObject, { Bucket: 'data', Key: 'nothing', Body: Buffer.alloc(0) })
    const nothing = { Bucket: 'data', Key: 'nothing' }
    const output: OutputOf<typeof GetObject> = await w.call(read, { ...nothing, Range: 'bytes=-1' })
    expect(output).toMatchObject({ ContentLength: 0, ContentRange: undefined })
    if (read === GetObject) expect(await textOf(output.Body)).toBe('')
    expect((await w.refusal(read, { ...nothing, Range: 'bytes=0-' })).code).toBe('InvalidRange')
  })

  it('returns the headers that the request overrides', async () => {
    const asked = { ResponseContentType: 'a/b', ResponseContentEncoding: 'identity', ResponseExpires: new Date(0) }
    const output: OutputOf<typeof GetObject> = await w.call(read, { ...at, ...asked })
    expect(output).toMatchObject({ ...headers, ContentType: 'a/b', ContentEncoding: 'identity', Expires: 'Thu, 01 Jan 1970 00:00:00 GMT' })
  })

  it.each([
    [{ Range: 'bytes=10-' }, 'InvalidRange'],
    [{ IfNoneMatch: '"781e5e245d69b566979b86e28d23f2c7"' }, 'NotModified'],
    [{ IfNoneMatch: '*', Range: 'bytes=10-' }, 'NotModified'],
    [{ IfMatch: '"other"' }, 'PreconditionFailed'],
    [{ IfModifiedSince: new Date(START) }, 'NotModified'],
    [{ VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }, 'InvalidArgument'],
    [{ VersionId: '' }, 'InvalidArgument'],
    [{ PartNumber: 0 }, 'InvalidArgument'],
    [{ PartNumber: 10_001 }, 'InvalidArgument'],
    [{ PartNumber: 2 }, 'InvalidPartNumber'],
    [{ PartNumber: 1, Range: 'bytes=0-1' }, 'InvalidRequest'],
    [{ SSECustomerAlgorithm: 'AES256' }, 'InvalidRequest'],
    [{ SSECustomerKey: 'k' }, 'InvalidRequest'],
    [{ SSECustomerKeyMD5: 'm' }, 'InvalidRequest'],
    [{ ServerSideEncryption: 'AES256' }, 'InvalidArgument'],
    [{ ServerSideEncryption: 'aws:kms' }, 'InvalidArgument'],
    [{ SSEKMSKeyId: 'k' }, 'InvalidArgument'],
    [{ SSEKMSEncryptionContext: 'e30=' }, 'InvalidArgument'],
    [{ BucketKeyEnabled: false }, 'InvalidArgument'],
    [{ Key: 'missing' }, 'NoSuchKey'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(read, { ...at, ...more })).code).toBe(code)
  })

  it('overrides headers only for signed callers', async () => {
    expect((await w.refusal(read, { ...at, ResponseContentType: 'text/html' }, anonymous)).code).toBe('InvalidRequest')
    expect((await w.refusal(read, at, anonymous)).code).toBe('AccessDenied')
  })

  it('requires s3:GetObject on the object', async () => {
    const { event } = await w.attempt(read, at)
    expect(event.questions.map(({ question }) => [question.action, question.resource])).toEqual([['s3:GetObject', 'arn:aws:s3:::data/k']])
  })

  it('reveals that a key does not exist only to callers who may list the bucket', async () => {
    const allow = (Action: string, Resource: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })
    const get = allow('s3:GetObject', 'arn:aws:s3:::data/*')
    const reader = await w.user('reader', { get })
    const lister = await w.user('lister', { get, list: allow('s3:ListBucket', 'arn:aws:s3:::data') })
    const refusal = (caller: Caller) => w.refusal(read, { ...at, Key: 'missing' }, caller)
    expect((await refusal(lister)).code).toBe('NoSuchKey')
    const refused = await refusal(reader)
    expect(refused.code).toBe('AccessDenied')
    expect(refused.message).toContain('s3:ListBucket')
    expect((await w.call(read, at, reader)).ContentLength).toBe(10)
  })
})

describe('GetObject while the object changes', () => {
  it('returns the new body when the old file was removed after the record was read', async () => {
    await w.call(PutObject, { ...at, Key: 'next', Body: Buffer.from('new') })
    const next = w.read((state) => getObject(state, 'data', 'next')) ?? expect.fail('not kept')
    const files = { ...w.files, read: replaceFirst(() => w.change((state) => putObject(state, 'data', { ...next, key: 'k' }))) }
    const asked: string[] = []
    const output = await readWith(files, (question) => asked.push(question.action) > 0)
    expect(asked).toEqual(['s3:GetObject'])
    expect(output.ContentLength).toBe(3)
    expect(await textOf(output.Body)).toBe('new')
  })

  it('returns nothing of the new object when that is not allowed', async () => {
    const files = { ...w.files, read: replaceFirst(() => w.call(PutObject, { ...at, Body: Buffer.from('new') })) }
    await expect(readWith(files, () => false)).rejects.toMatchObject({ code: 'AccessDenied' })
  })

  it.each([10, 20_000])('fails when the record still exists and its body of %i bytes is gone', async (size) => {
    await w.call(PutObject, { ...at, Body: Buffer.alloc(size) })
    const { file } = fileBodyAt(w, at)
    if (size === 10) await w.change((state) => state.delete(objectBytesKeys.key(file)))
    await w.files.remove(file)
    expect(await w.refusal(GetObject, at)).toEqual({ code: 'defect', message: 'the file of an object is missing' })
  })

  function replaceFirst(change: () => Promise<unknown>): World['files']['read'] {
    let first = true
    return async (body, range, at) => {
      if (!first) return w.files.read(body, range, at)
      first = false
      await change()
      return undefined
    }
  }

  async function readWith(files: World['files'], allows: (question: RequiredPermission) => boolean) {
    const decision = { outcome: 'allow', decidedBy: 'test', message: '', reason: '' } as const
    const deps = {
      files,
      transact: w.change,
      clock: w.clock,
      ids: w.ids,
      ring: w.ring,
      region: 'us-east-1',
      decisions: [],
      settled: () => {},
      askAll: () => expect.fail('asked'),
      rest: w.rest,
    }
    return GetObject.handle(at, root, {
      ...deps,
      state: new State(w.store.view()),
      ask: (question) => ({ ...decision, allowed: allows(question) }),
    })
  }
})
