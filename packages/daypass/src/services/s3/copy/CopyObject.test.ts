import { createHash } from 'node:crypto'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { getObject, putObject } from '../../../directory/s3/object.js'
import { bodyFiles, fileBodyAt, storedBodies } from '../../../testing/s3/stored-bodies.js'
import { AT, askedOf, beginIn, completeIn, objectOfParts, PART, partIn } from '../../../testing/s3/uploads.js'
import { root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { GetObject } from '../objects/GetObject.js'
import { HeadObject } from '../objects/HeadObject.js'
import { PutObject } from '../objects/PutObject.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { CopyObject } from './CopyObject.js'
import { copySource } from './copy-source.js'

let w: World
let ETag: string | undefined
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  await w.call(CreateBucket, { Bucket: 'other' })
  ;({ ETag } = await w.call(PutObject, { ...SOURCE, Body: Buffer.from('hello'), ContentType: 'text/plain', Metadata: { color: 'red' } }))
})

const SOURCE = { Bucket: 'other', Key: 'a b+c' }
const CopySourceHeader = { CopySource: '/other/a%20b%2Bc' }
const copy = (more: object = {}) => w.call(CopyObject, { ...AT, ...CopySourceHeader, ...more })
const pathOf = (file: string): string => join(w.files.folder, file.slice(0, 2), file)

async function textOf(key = AT): Promise<string> {
  const { Body } = await w.call(GetObject, key)
  const chunks: Uint8Array[] = []
  for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('CopyObject', () => {
  it('copies bytes, headers, metadata and checksum', async () => {
    w.clock.move(5_000)
    expect(await copy()).toMatchObject({
      ServerSideEncryption: 'AES256',
      CopyObjectResult: { ETag, LastModified: new Date(START + 5_000), ChecksumCRC64NVME: 'M3eFcAZSQlc=', ChecksumType: 'FULL_OBJECT' },
    })
    expect(await w.call(HeadObject, AT)).toMatchObject({ ContentType: 'text/plain', Metadata: { color: 'red' }, ContentLength: 5 })
    await w.call(DeleteObject, SOURCE)
    expect(await textOf()).toBe('hello')
    expect(storedBodies(w)).toHaveLength(1)
  })

  it('takes headers and metadata of the request instead, if it says so', async () => {
    await copy({ MetadataDirective: 'REPLACE', ContentType: 'text/html', Metadata: { size: 'big' } })
    expect(await w.call(HeadObject, AT)).toMatchObject({ ContentType: 'text/html', Metadata: { size: 'big' } })
  })

  it('computes the checksum that is asked for', async () => {
    expect(await copy({ ChecksumAlgorithm: 'CRC32' })).toMatchObject({ CopyObjectResult: { ChecksumCRC32: 'NhCmhg==' } })
    expect(w.read((state) => getObject(state, 'data', 'k'))?.checksums).toEqual({ CRC32: 'NhCmhg==' })
  })

  it('of an object of parts makes one of one piece, with a checksum of the full object', async () => {
    const big = Buffer.alloc(PART, 'a')
    const UploadId = await beginIn(w, { ChecksumAlgorithm: 'SHA256' })
    const sha = (bytes: Uint8Array) => ({ ChecksumSHA256: createHash('sha256').update(bytes).digest('base64') })
    const parts = [
      await partIn(w, UploadId, { PartNumber: 1, Body: big, ...sha(big) }),
      await partIn(w, UploadId, { PartNumber: 2, Body: Buffer.from('end'), ...sha(Buffer.from('end')) }),
    ]
    await completeIn(w, { UploadId, Parts: parts })
    const whole = Buffer.concat([big, Buffer.from('end')])
    const { CopyObjectResult } = await w.call(CopyObject, { Bucket: 'data', Key: 'copy', CopySource: 'data/k' })
    expect(CopyObjectResult).toMatchObject({
      ETag: `"${createHash('md5').update(whole).digest('hex')}"`,
      ...{ ...sha(whole), ChecksumType: 'FULL_OBJECT' },
    })
  })

  it('onto itself is refused unless something changes', async () => {
    const onto = { ...SOURCE, ...CopySourceHeader }
    expect(await w.refusal(CopyObject, onto)).toEqual({
      code: 'InvalidRequest',
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    })
    await w.call(CopyObject, { ...onto, MetadataDirective: 'REPLACE', Metadata: { color: 'blue' } })
    expect(await w.call(HeadObject, SOURCE)).toMatchObject({ Metadata: { color: 'blue' } })
    await w.call(CopyObject, { ...onto, StorageClass: 'STANDARD' })
    expect([await textOf(SOURCE), storedBodies(w).length]).toEqual(['hello', 1])
  })

  it('of bytes that were altered on the disk is refused, and nothing remains of it', async () => {
    await w.call(PutObject, { ...SOURCE, Body: Buffer.alloc(20_000) })
    const path = pathOf(fileBodyAt(w, SOURCE).file)
    writeFileSync(path, Buffer.alloc(20_016))
    const { message } = await w.refusal(CopyObject, { ...AT, ...CopySourceHeader })
    expect(message).toMatch(/is damaged: frame 0 does not have the bytes that were written/)
    expect(storedBodies(w)).toHaveLength(1)
  })

  it('of altered bytes that are not encrypted, from before all were, is refused', async () => {
    const { bodyKey, inline, ...plain } = fileBodyAt(w, SOURCE)
    expect([bodyKey?.version, inline]).toEqual([1, true])
    await w.change((state) => putObject(state, SOURCE.Bucket, plain))
    mkdirSync(dirname(pathOf(plain.file)))
    writeFileSync(pathOf(plain.file), 'hello')
    expect(await copy()).toHaveProperty('CopyObjectResult')
    writeFileSync(pathOf(plain.file), 'hallo')
    const { message } = await w.refusal(CopyObject, { ...AT, ...CopySourceHeader })
    expect(message).toBe('the stored bytes of an object are damaged')
  })

  it('of altered parts is refused', async () => {
    await objectOfParts(w, [
      { number: 1, bytes: Buffer.from('ab') },
      { number: 2, bytes: Buffer.from('cd') },
    ])
    for (const file of bodyFiles(w)) truncateSync(pathOf(file), 6)
    const refusal = await w.refusal(CopyObject, { Bucket: 'data', Key: 'copy', CopySource: 'data/k' })
    expect(refusal.message).toMatch(/is damaged: it has 6 bytes, and should have 18/)
  })

  it.each([
    [{ CopySourceIfMatch: '"x"' }, 'x-amz-copy-source-If-Match'],
    [{ CopySourceIfUnmodifiedSince: new Date(START - 1000) }, 'x-amz-copy-source-If-Unmodified-Since'],
    [{ CopySourceIfNoneMatch: '"5d41402abc4b2a76b9719d911017c592"' }, 'x-amz-copy-source-If-None-Match'],
    [{ CopySourceIfModifiedSince: new Date(START) }, 'x-amz-copy-source-If-Modified-Since'],
  ])('is refused for %j', async (more, Condition) => {
    const attempt = await w.attempt(CopyObject, { ...AT, ...CopySourceHeader, ...more })
    expect('error' in attempt && attempt.error).toMatchObject({ code: 'PreconditionFailed', detail: { fields: { Condition } } })
  })

  it.each([
    { CopySourceIfMatch: '"5d41402abc4b2a76b9719d911017c592"', CopySourceIfUnmodifiedSince: new Date(START - 1000) },
    { CopySourceIfNoneMatch: '"x"', CopySourceIfModifiedSince: new Date(START) },
  ])('compares the entity tag, not the date: %j', async (more) => {
    expect(await copy(more)).toHaveProperty('CopyObjectResult')
  })

  it.each([
    [{ CopySource: 'other' }, 'InvalidArgument'],
    [{ CopySource: '' }, 'InvalidArgument'],
    [{ CopySource: 'other/k%ff' }, 'InvalidArgument'],
    [{ CopySource: 'other/k?x=1' }, 'InvalidArgument'],
    [{ CopySource: 'other/k?versionId=x' }, 'InvalidArgument'],
    [{ CopySource: 'other/a%20b%2Bc?versionId=null', CopySourceIfMatch: '"x"' }, 'PreconditionFailed'],
    [{ CopySource: 'other/none' }, 'NoSuchKey'],
    [{ CopySource: 'missing/k' }, 'NoSuchBucket'],
    [{ ExpectedSourceBucketOwner: '111111111111' }, 'AccessDenied'],
    [{ MetadataDirective: 'KEEP' }, 'InvalidArgument'],
    [{ TaggingDirective: 'KEEP' }, 'InvalidArgument'],
    [{ Tagging: 'a=b&a=c', TaggingDirective: 'REPLACE' }, 'InvalidArgument'],
    [{ CopySourceSSECustomerKey: 'k' }, 'NotImplemented'],
    [{ ChecksumAlgorithm: 'MD5' }, 'InvalidRequest'],
    [{ IfMatch: '"x"' }, 'NoSuchKey'],
  ])('for %j returns %s', async (more, code) => {
    expect((await w.refusal(CopyObject, { ...AT, ...CopySourceHeader, ...more })).code).toBe(code)
    expect(storedBodies(w)).toHaveLength(1)
  })
})

describe('the permissions of CopyObject', () => {
  it('are s3:PutObject on the copy and s3:GetObject on the source, each of the account of its bucket', async () => {
    await w.change((state) => buckets.put(state, { name: 'foreign', account: '111111111111', region: 'us-east-1', createdAt: 0 }))
    const input = { ...AT, CopySource: '/foreign/%61', MetadataDirective: 'COPY' }
    const asked = await askedOf(w, CopyObject, input)
    const context = { 's3:x-amz-copy-source': 'foreign/a', 's3:x-amz-metadata-directive': 'COPY', 's3:ObjectCreationOperation': 'true' }
    expect(asked).toMatchObject([
      { action: 's3:PutObject', resource: 'arn:aws:s3:::data/k', resourceAccount: root.account, context },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::foreign/a', resourceAccount: '111111111111' },
    ])
    const compared = await askedOf(w, CopyObject, { ...AT, ...CopySourceHeader, IfMatch: '"x"' })
    const version = await askedOf(w, CopyObject, { ...AT, CopySource: `${CopySourceHeader.CopySource}?versionId=null` })
    expect(version.at(-1)).toMatchObject({ action: 's3:GetObjectVersion', context: { 's3:versionid': 'null' } })
    expect(compared.at(-1)).toMatchObject({ action: 's3:GetObject', resource: 'arn:aws:s3:::data/k' })
  })

  const allow = (...actions: string[]) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })

  it('tell that there is no such source only to callers who may list its bucket', async () => {
    const reader = await w.user('reader', { p: allow('s3:GetObject', 's3:PutObject') })
    const lister = await w.user('lister', { p: allow('s3:GetObject', 's3:PutObject', 's3:ListBucket') })
    const input = { ...AT, CopySource: 'other/none' }
    expect((await w.refusal(CopyObject, input, reader)).code).toBe('AccessDenied')
    expect((await w.refusal(CopyObject, input, lister)).code).toBe('NoSuchKey')
  })

  it.each(['s3:GetObject', 's3:PutObject'])('are not had by a caller with %s alone', async (action) => {
    const half = await w.user('half', { p: allow(action) })
    expect((await w.refusal(CopyObject, { ...AT, ...CopySourceHeader }, half)).code).toBe('AccessDenied')
  })
})

describe('x-amz-copy-source', () => {
  it.each([
    ['b/k', 'b', 'k'],
    ['/b/k', 'b', 'k'],
    ['b/%2Fk', 'b', '/k'],
    ['b//k', 'b', '/k'],
    ['b/a+b', 'b', 'a b'],
    ['b/a%2Bb', 'b', 'a+b'],
    ['b/a b', 'b', 'a b'],
    ['b/%C3%A9', 'b', 'é'],
    ['b/\u00c3\u00a9', 'b', 'é'],
    ['b/a%3Fb', 'b', 'a?b'],
    ['b/../x', 'b', '../x'],
  ])('%s is the bucket %s and the key %s', (header, Bucket, Key) => {
    expect(copySource(header)).toEqual({ Bucket, Key })
  })
})

describe('the tags of a copy', () => {
  const tagsOf = (key: string) => w.read((state) => getObject(state, 'data', key)?.tags)
  const tagging = async (more: object = {}) =>
    (await askedOf(w, CopyObject, { ...AT, ...CopySourceHeader, ...more })).map(({ action }) => action)
  beforeEach(() => w.call(PutObject, { ...SOURCE, Body: Buffer.from('hello'), Tagging: 'class=secret' }))

  it('are those of the source, for callers who may read and give tags', async () => {
    await copy()
    expect(tagsOf(AT.Key)).toEqual({ class: 'secret' })
    expect(await tagging()).toEqual(['s3:PutObject', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObjectTagging'])
    const reader = await w.user('reader', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' } },
    })
    expect((await w.refusal(CopyObject, { ...AT, Key: 'two', ...CopySourceHeader }, reader)).code).toBe('AccessDenied')
    expect(tagsOf('two')).toBeUndefined()
  })

  it('of an older version require the permission for versions', async () => {
    await w.call(PutBucketVersioning, { Bucket: 'other', VersioningConfiguration: { Status: 'Enabled' } })
    await w.call(PutObject, { ...SOURCE, Body: Buffer.from('new') })
    const asked = await tagging({ CopySource: `${CopySourceHeader.CopySource}?versionId=null` })
    expect(asked).toEqual(['s3:PutObject', 's3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:PutObjectTagging'])
  })

  it('are those of the request where it replaces them, and only there', async () => {
    await copy({ TaggingDirective: 'REPLACE', Tagging: 'a=b' })
    expect(tagsOf(AT.Key)).toEqual({ a: 'b' })
    expect(await tagging({ TaggingDirective: 'REPLACE', Tagging: 'a=b' })).toEqual(['s3:PutObject', 's3:GetObject', 's3:PutObjectTagging'])
    await copy({ TaggingDirective: 'REPLACE' })
    expect(tagsOf(AT.Key)).toBeUndefined()
    await copy({ Tagging: 'a=b' })
    expect(tagsOf(AT.Key)).toEqual({ class: 'secret' })
  })
})

describe('a copy whose source is replaced before it is read', () => {
  const policy = (...Statement: object[]) => ({ p: { Version: '2012-10-17', Statement } })
  it('is refused where the caller may not read what is there now', async () => {
    const secret = { StringEquals: { 's3:ExistingObjectTag/level': 'secret' } }
    const reader = await w.user(
      'reader',
      policy(
        { Effect: 'Allow', Action: 's3:*', Resource: '*' },
        { Effect: 'Deny', Action: ['s3:GetObject', 's3:GetObjectTagging'], Resource: '*', Condition: secret },
      ),
    )
    const { read } = w.files
    let reads = 0
    Object.assign(w.files, {
      read: async (...given: Parameters<typeof read>) => {
        reads += 1
        if (reads === 1) await w.call(PutObject, { ...SOURCE, Body: Buffer.from('secret'), Tagging: 'level=secret' })
        const bytes = await read(...given)
        if (reads === 2) await w.call(DeleteObject, SOURCE)
        return bytes
      },
    })
    expect((await w.refusal(CopyObject, { ...AT, ...CopySourceHeader }, reader)).code).toBe('AccessDenied')
    expect(reads).toBe(1)
    expect(w.read((state) => getObject(state, AT.Bucket, AT.Key))).toBeUndefined()
  })
})

describe('what policies know of a copy', () => {
  it('is its encryption, its tags, and the tags of the object that an If-Match is about', async () => {
    await w.call(PutObject, { ...SOURCE, Body: Buffer.from('x'), Tagging: 'a=b' })
    await w.call(PutObject, { ...AT, Body: Buffer.from('x'), Tagging: 'level=secret' })
    const asked = await askedOf(w, CopyObject, { ...AT, ...CopySourceHeader, ServerSideEncryption: 'AES256', IfMatch: '"00"' })
    expect(asked[0]?.context).toMatchObject({ 's3:x-amz-server-side-encryption': 'AES256', 's3:RequestObjectTag/a': 'b' })
    expect(asked.find(({ action }) => action === 's3:PutObjectTagging')?.context).toMatchObject({ 's3:RequestObjectTag/a': 'b' })
    expect(asked.at(-1)).toMatchObject({ action: 's3:GetObject', context: { 's3:ExistingObjectTag/level': 'secret' } })
  })
})
