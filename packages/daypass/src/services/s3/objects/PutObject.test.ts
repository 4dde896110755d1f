import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../../core/caller.js'
import { WireError } from '../../../core/error.js'
import { withInlinePolicy } from '../../../directory/iam/policy-holder.js'
import { users } from '../../../directory/iam/user.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { getObject } from '../../../directory/s3/object.js'
import { getObjectBytes } from '../../../directory/s3/object-bytes.js'
import { State } from '../../../directory/state.js'
import { bodyFiles, fileBodyAt, inlineBodies, storedBodies } from '../../../testing/s3/stored-bodies.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { PutObject } from './PutObject.js'
import { MAX_PUT_BYTES } from './receive-body.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const put = (more: object = {}, caller?: Caller) =>
  w.call(PutObject, { Bucket: 'data', Key: 'k', Body: Buffer.from('hello'), ...more }, caller)
const kept = (Key = 'k') => w.read((state) => getObject(state, 'data', Key))
const stored = () => fileBodyAt(w, { Bucket: 'data', Key: 'k' })
const md5 = (text: string, form: 'hex' | 'base64') => createHash('md5').update(text).digest(form)
const LARGE = 20_000

async function* streamed(...parts: (string | (() => unknown))[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part)
    else await part()
  }
}

describe('PutObject', () => {
  it('stores a small body in the store, and its metadata in the record', async () => {
    const Metadata = { color: 'red', __proto__: 'x' }
    const headers = {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentLanguage: 'en',
      Expires: '0',
    }
    expect(await put({ Body: streamed('hel', 'lo'), Metadata, ...headers })).toMatchObject({ ETag: `"${md5('hello', 'hex')}"` })
    expect(kept()).toEqual({
      key: 'k',
      size: 5,
      etag: `"${md5('hello', 'hex')}"`,
      modifiedAt: START,
      file: inlineBodies(w)[0],
      inline: true,
      bodyKey: { version: 1, sealed: expect.any(String) },
      headers: {
        'content-type': 'text/plain',
        'cache-control': 'no-store',
        'content-disposition': 'inline',
        'content-language': 'en',
        expires: '0',
      },
      metadata: { color: 'red' },
      checksums: { CRC64NVME: 'M3eFcAZSQlc=' },
    })
    expect(storedBodies(w)).toHaveLength(1)
  })

  it.each([
    ['up to 8,192 bytes in the store', 8_192, true],
    ['more in a file', 8_193, undefined],
  ])('stores %s, encrypted, and says so', async (_, size, inline) => {
    const Body = Buffer.alloc(size, 'plain text')
    expect(await put({ Body })).toMatchObject({ ServerSideEncryption: 'AES256' })
    const { file } = stored()
    expect([stored().inline, inlineBodies(w), bodyFiles(w)]).toEqual(inline ? [true, [file], []] : [undefined, [], [file]])
    const bytes = inline ? w.read((state) => getObjectBytes(state, file)) : readFileSync(`${w.files.folder}/${file.slice(0, 2)}/${file}`)
    expect([bytes?.length, Buffer.from(bytes ?? []).includes('plain')]).toEqual([size + 16, false])
  })

  it('accepts an empty body, and none', async () => {
    const empty = `"${md5('', 'hex')}"`
    expect(await put({ Body: new Uint8Array(0) })).toMatchObject({ ETag: empty })
    expect(await put({ Body: undefined })).toMatchObject({ ETag: empty })
    expect(kept()?.headers).toEqual({ 'content-type': 'binary/octet-stream' })
  })

  it.each([
    ['aws-chunked', undefined],
    ['aws-chunked,gzip', 'gzip'],
    ['aws-chunked, gzip', 'gzip'],
    ['gzip, AWS-chunked , br', 'gzip, br'],
    ['gzip', 'gzip'],
    ['gzip, br', 'gzip, br'],
    ['gzip ,br,, x', 'gzip ,br,, x'],
    ['', undefined],
    [undefined, undefined],
  ])('stores for the encoding %j only %j', async (ContentEncoding, encoding) => {
    await put({ ContentEncoding })
    expect(kept()?.headers['content-encoding']).toBe(encoding)
  })

  it.each([
    [5, 3],
    [5, LARGE],
    [LARGE, 5],
    [LARGE, LARGE + 1],
  ])('replaces an object of %i bytes by one of %i, and its body', async (before, after) => {
    await put({ Body: Buffer.alloc(before) })
    const { file } = stored()
    await put({ Body: Buffer.alloc(after) })
    expect(kept()?.size).toBe(after)
    expect(storedBodies(w)).toEqual([stored().file])
    expect(stored().file).not.toBe(file)
  })

  it.each([
    ['CRC32', 'NhCmhg=='],
    ['CRC32C', 'mnG7TA=='],
    ['CRC64NVME', 'M3eFcAZSQlc='],
    ['SHA1', Buffer.alloc(20, 1).toString('base64')],
    ['SHA256', Buffer.alloc(32, 1).toString('base64')],
  ])('stores and returns a declared %s', async (algorithm, value) => {
    const output = await put({ [`Checksum${algorithm}`]: value })
    expect(output).toMatchObject({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' })
    expect(kept()?.checksums).toEqual({ [algorithm]: value })
  })

  it('stores the checksum of a trailer, and reads it after the body', async () => {
    let read = false
    const Body = streamed('hello', () => {
      read = true
    })
    const output = await put({
      Body,
      trailerNames: ['x-amz-checksum-crc32'],
      trailers: () =>
        new Map(
          read
            ? [
                ['x-amz-checksum-crc32', 'NhCmhg=='],
                ['x-amz-trailer-signature', 'x'],
              ]
            : [],
        ),
    })
    expect(output).toMatchObject({ ChecksumCRC32: 'NhCmhg==' })
    expect(kept()?.checksums).toEqual({ CRC32: 'NhCmhg==' })
  })

  it('accepts a body with a correct Content-MD5', async () => {
    expect(await put({ ContentMD5: md5('hello', 'base64') })).toHaveProperty('ETag')
  })
})

describe('PutObject with a condition', () => {
  it('lets exactly one of many create a key', async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        w.attempt(PutObject, { Bucket: 'data', Key: 'k', Body: streamed(`body ${n}`), IfNoneMatch: '*' }),
      ),
    )
    expect(all.filter((one) => 'output' in one)).toHaveLength(1)
    expect(new Set(all.map(({ event }) => event.code))).toEqual(new Set([undefined, 'PreconditionFailed']))
    expect(storedBodies(w)).toEqual([stored().file])
  })

  it('decides at the commit, not when the body begins', async () => {
    const late = { IfNoneMatch: '*', Body: streamed('late', () => put({ Body: Buffer.from('early') })) }
    await expect(put(late)).rejects.toMatchObject({ code: 'PreconditionFailed' })
    expect(kept()?.size).toBe('early'.length)
    expect(storedBodies(w)).toEqual([stored().file])
  })

  it('does not read the body when the condition is already false', async () => {
    await put()
    let read = false
    const Body = streamed(() => {
      read = true
    })
    await expect(put({ Body, IfNoneMatch: '*' })).rejects.toMatchObject({ code: 'PreconditionFailed' })
    expect(read).toBe(false)
  })

  it('replaces the body that If-Match names', async () => {
    const { ETag } = await put()
    expect(await put({ Body: Buffer.from('next'), IfMatch: ETag })).toHaveProperty('ETag')
    await expect(put({ Body: Buffer.from('again'), IfMatch: ETag })).rejects.toMatchObject({ code: 'PreconditionFailed' })
    expect(kept()?.size).toBe('next'.length)
  })
})

describe('PutObject with tags', () => {
  it('requires s3:PutObjectTagging too, with the tags as condition keys of both', async () => {
    const { event } = await w.attempt(PutObject, { Bucket: 'data', Key: 'k', Body: Buffer.from('x'), Tagging: 'env=test' })
    expect(event.questions.map(({ question }) => question.action)).toEqual(['s3:PutObject', 's3:PutObjectTagging'])
    for (const { question } of event.questions) {
      expect(question.context).toMatchObject({ 's3:RequestObjectTag/env': 'test', 's3:RequestObjectTagKeys': ['env'] })
    }
  })
})

describe('PutObject that fails', () => {
  it.each([
    [{ ContentMD5: md5('other', 'base64') }, 'BadDigest'],
    [{ ContentMD5: 'short' }, 'InvalidDigest'],
    [{ ContentMD5: md5('hello', 'hex') }, 'InvalidDigest'],
    [{ ContentLength: MAX_PUT_BYTES + 1 }, 'EntityTooLarge'],
    [{ Metadata: { a: 'x'.repeat(2_048) } }, 'MetadataTooLarge'],
    [{ ContentDisposition: 'x'.repeat(8_192) }, 'RequestHeaderSectionTooLarge'],
    [{ ContentType: 'x'.repeat(4_096), Expires: 'x'.repeat(4_096) }, 'RequestHeaderSectionTooLarge'],
    [{ Metadata: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}`, 'é'])) }, 'RequestHeaderSectionTooLarge'],
    [{ ChecksumCRC32: 'NhCmhg==', ChecksumSHA1: 'x' }, 'InvalidRequest'],
    [{ ChecksumCRC32: 'NhCmhg' }, 'InvalidRequest'],
    [{ ChecksumSHA256: 'NhCmhg==' }, 'InvalidRequest'],
    [{ ChecksumSHA512: 'x' }, 'NotImplemented'],
    [{ ChecksumXXHASH3: 'x' }, 'NotImplemented'],
    [{ ACL: 'public-read' }, 'AccessControlListNotSupported'],
    [{ ACL: 'fake-acl' }, 'InvalidArgument'],
    [{ GrantFullControl: 'id=1' }, 'AccessControlListNotSupported'],
    [{ Tagging: 'a=b&a=c' }, 'InvalidArgument'],
    [{ StorageClass: 'GLACIER' }, 'NotImplemented'],
    [{ StorageClass: 'STANDARDS' }, 'InvalidStorageClass'],
    [{ StorageClass: 'standard' }, 'InvalidStorageClass'],
    [{ StorageClass: '' }, 'InvalidStorageClass'],
    [{ WebsiteRedirectLocation: '/x' }, 'NotImplemented'],
    [{ ServerSideEncryption: 'aws:kms' }, 'NotImplemented'],
    [{ ServerSideEncryption: 'aws:kms' }, 'NotImplemented'],
    [{ SSEKMSKeyId: 'k' }, 'NotImplemented'],
    [{ SSECustomerAlgorithm: 'AES256' }, 'NotImplemented'],
    [{ SSECustomerKey: 'k' }, 'NotImplemented'],
    [{ BucketKeyEnabled: true }, 'NotImplemented'],
    [{ ObjectLockMode: 'GOVERNANCE' }, 'NotImplemented'],
    [{ ObjectLockRetainUntilDate: new Date(0) }, 'NotImplemented'],
    [{ ObjectLockLegalHoldStatus: 'ON' }, 'NotImplemented'],
    [{ WriteOffsetBytes: 0 }, 'NotImplemented'],
    [{ IfNoneMatch: '"abc"' }, 'NotImplemented'],
    [{ IfMatch: '"abc"' }, 'NoSuchKey'],
  ])('for %j returns %s and leaves nothing behind', async (more, code) => {
    await expect(put(more)).rejects.toMatchObject({ code })
    expect([kept(), storedBodies(w)]).toEqual([undefined, []])
  })

  it('because the body was altered, throws that error and leaves nothing behind', async () => {
    const Body = streamed('hel', () => {
      throw new WireError('XAmzContentSHA256Mismatch', 'altered')
    })
    await expect(put({ Body })).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch' })
    expect([kept(), storedBodies(w)]).toEqual([undefined, []])
  })

  it('because the bucket was deleted meanwhile, leaves nothing behind', async () => {
    const Body = streamed('hel', () => w.change((state) => buckets.delete(state, buckets.get(state, 'data') ?? expect.fail('no bucket'))))
    await expect(put({ Body })).rejects.toMatchObject({ code: 'NoSuchBucket' })
    expect([kept(), storedBodies(w)]).toEqual([undefined, []])
  })

  it('because the bucket now belongs to another account, puts nothing there', async () => {
    const foreign = { name: 'data', account: '111111111111', region: 'us-east-1', createdAt: 0 }
    const Body = streamed('hel', () => w.change((state) => buckets.put(state, foreign)))
    await expect(put({ Body })).rejects.toMatchObject({ code: 'NoSuchBucket' })
    expect([kept(), storedBodies(w)]).toEqual([undefined, []])
  })

  it('because the outcome of the commit is unknown, keeps the file', async () => {
    await expect(
      Promise.resolve(
        PutObject.handle({ Bucket: 'data', Key: 'k', Body: Buffer.alloc(LARGE) }, root, {
          state: new State(w.store.view()),
          transact: () => Promise.reject(Object.assign(new Error('lost'), { code: 'OutcomeUnknown' })),
          files: w.files,
          clock: w.clock,
          ids: w.ids,
          ring: w.ring,
          region: 'us-east-1',
          decisions: [],
          rest: w.rest,
          settled: () => {},
          askAll: () => expect.fail('asked'),
          ask: () => expect.fail('asked'),
        }),
      ),
    ).rejects.toMatchObject({ code: 'OutcomeUnknown' })
    expect(storedBodies(w)).toHaveLength(1)
  })
})

describe('the permissions of PutObject', () => {
  it.each([
    [{}, ['s3:PutObject'], { 's3:ObjectCreationOperation': 'true' }],
    [{ ACL: 'private' }, ['s3:PutObject'], { 's3:x-amz-acl': 'private' }],
    [{ StorageClass: 'STANDARD' }, ['s3:PutObject'], { 's3:x-amz-storage-class': 'STANDARD' }],
    [{ IfNoneMatch: '*' }, ['s3:PutObject'], { 's3:if-none-match': '*' }],
    [{ IfMatch: '"x"' }, ['s3:PutObject', 's3:GetObject'], { 's3:if-match': '"x"' }],
  ])('with %j: %j', async (more, actions, context) => {
    const { event } = await w.attempt(PutObject, { Bucket: 'data', Key: 'a/ä', ...more })
    const questions = event.questions.map(({ question }) => question)
    expect(questions.map(({ action }) => action)).toEqual(actions)
    for (const { resource } of questions) expect(resource).toBe('arn:aws:s3:::data/a/ä')
    expect(questions[0]?.context).toMatchObject(context)
  })

  it('allow and deny by policy', async () => {
    const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::data/own/*' }]
    const ada = await w.user('ada', { own: { Version: '2012-10-17', Statement } })
    expect(await put({ Key: 'own/k' }, ada)).toHaveProperty('ETag')
    await expect(put({ Key: 'other/k' }, ada)).rejects.toMatchObject({ code: 'AccessDenied' })
    await expect(put({ Key: 'own/k', IfMatch: '"x"' }, ada)).rejects.toMatchObject({ code: 'AccessDenied' })
    expect(storedBodies(w)).toHaveLength(1)
  })

  it('are checked again when the body has arrived', async () => {
    const here = await world()
    await here.call(CreateBucket, { Bucket: 'data' })
    const bob = await here.user('bob', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' } },
    })
    async function* Body() {
      yield Buffer.from('half ')
      await here.change((state) => users.put(state, withInlinePolicy(users.get(state, ACCOUNT, 'bob')!, 'p', undefined)))
      yield Buffer.from('whole')
    }
    expect(await here.refusal(PutObject, { Bucket: 'data', Key: 'k', Body: Body() }, bob)).toMatchObject({ code: 'AccessDenied' })
    expect(here.read((state) => getObject(state, 'data', 'k'))).toBeUndefined()
  })
})
