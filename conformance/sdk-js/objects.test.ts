import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type ChecksumAlgorithm,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { type Clients, clientsOf, refusalOf } from './clients.js'

const Bucket = 'objects-of-js'

describe('objects with the AWS SDK for JavaScript', () => {
  let server: ServerProcess
  let root: Clients
  beforeAll(async () => {
    server = await ServerProcess.start()
    root = clientsOf(server, server.rootKey())
    await root.s3.send(new CreateBucketCommand({ Bucket }))
  })
  afterAll(() => server.close())

  const bytesOfKey = async (Key: string): Promise<Uint8Array | undefined> =>
    (await root.s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))).Body?.transformToByteArray()

  it('uploads a stream of known length as STREAMING-UNSIGNED-PAYLOAD-TRAILER, and reads it back', async () => {
    const body = randomBytes(3_000_000)
    let mode = ''
    const put = new PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body: Readable.from([body.subarray(0, 1_000_000), body.subarray(1_000_000)]),
      ContentLength: body.length,
    })
    put.middlewareStack.add(
      (next) => async (args) => {
        mode = (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] ?? ''
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const { ETag, ChecksumCRC32 } = await root.s3.send(put)
    expect(mode).toBe('STREAMING-UNSIGNED-PAYLOAD-TRAILER')
    expect(ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`)
    expect(ChecksumCRC32).toMatch(/^[A-Za-z0-9+/]{6}==$/)
    const got = await root.s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
    expect(got.ContentEncoding).toBeUndefined()
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true)
  })

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as ChecksumAlgorithm[])('sends and checks %s', async (ChecksumAlgorithm) => {
    const Key = `checked-${ChecksumAlgorithm}`
    const Body = Buffer.from('held against its checksum, both ways')
    await root.s3.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm }))
    expect(Buffer.from((await bytesOfKey(Key)) ?? [])).toEqual(Body)
    const head = await root.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
    expect(head[`Checksum${ChecksumAlgorithm}` as 'ChecksumCRC32']).toEqual(expect.stringMatching(/=$/))
  })

  it('refuses a checksum that does not match and keeps the old object', async () => {
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'old', Body: 'old' }))
    const wrong = new PutObjectCommand({
      Bucket,
      Key: 'old',
      Body: 'new',
      ChecksumSHA256: createHash('sha256').update('other').digest('base64'),
    })
    expect((await refusalOf(root.s3.send(wrong)))[0]).toBe('BadDigest')
    expect(Buffer.from((await bytesOfKey('old')) ?? []).toString()).toBe('old')
  })

  it('stores metadata and headers', async () => {
    const kept = {
      ContentType: 'text/x-kept',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentLanguage: 'de',
      Metadata: { first: 'one', second: 'two words' },
    }
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'x', ...kept }))
    expect(await root.s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).toMatchObject({ ...kept, ContentLength: 1 })
  })

  const KEYS = [
    'with space',
    ' leading and trailing ',
    '100%',
    '%2F',
    'a+b',
    'a&b=c?d#e',
    'ünïcödé/日本語/🪣',
    '../x',
    'a/../b',
    './a',
    'a//b',
    '/leading',
    'trailing/',
    '.',
    '..',
    'quote\'"<>&;',
    'back\\slash',
    'tab\tand\nline',
    '*?[]{}|^~`!@$(),:',
    'é (NFD: é)',
    'k'.repeat(1024),
    ...['\u0001', '\u0019', '\u001f', '\u007f', '\ufffe', '\uffff', '&#x19;'].map((character) => `control ${character}.`),
  ]

  it.each(KEYS)('stores the key %j separately and unchanged', async (Key) => {
    const Body = `the bytes of ${Key}`
    await root.s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    expect(Buffer.from((await bytesOfKey(Key)) ?? []).toString()).toBe(Body)
  })

  it('lists all keys by their bytes, and removes them one by one', async () => {
    const names = async (EncodingType?: 'url'): Promise<string[]> => {
      const { Contents = [] } = await root.s3.send(
        new ListObjectsV2Command({ Bucket, ...(EncodingType === undefined ? {} : { EncodingType }) }),
      )
      const decode = (key: string) => (EncodingType === undefined ? key : decodeURIComponent(key.replaceAll('+', ' ')))
      return Contents.map(({ Key = '' }) => decode(Key))
    }
    const listed = await names()
    expect(listed.filter((key) => KEYS.includes(key))).toEqual([...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    expect(await names('url')).toEqual(listed)
    for (const Key of KEYS) {
      await root.s3.send(new DeleteObjectCommand({ Bucket, Key }))
      expect((await refusalOf(root.s3.send(new GetObjectCommand({ Bucket, Key }))))[0]).toBe('NoSuchKey')
    }
    expect(await names()).toEqual(listed.filter((key) => !KEYS.includes(key)))
  })

  it.each(['GET', 'HEAD'])('reads a Content-Disposition that another client put in UTF-8, by %s', async (method) => {
    const disposition = Buffer.from('inline; filename="这.md"').toString('latin1')
    const signer = signerOf(server, server.rootKey())
    await ask(signer, { service: 's3', method: 'PUT', path: `/${Bucket}/headed`, headers: ['content-disposition', disposition] })
    const read = method === 'GET' ? new GetObjectCommand({ Bucket, Key: 'headed' }) : new HeadObjectCommand({ Bucket, Key: 'headed' })
    const { ContentDisposition } = await root.s3.send(read as GetObjectCommand)
    expect(ContentDisposition).toBe(disposition)
  })

  it('reads a range', async () => {
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'ranged', Body: '0123456789' }))
    const { Body, ContentRange } = await root.s3.send(new GetObjectCommand({ Bucket, Key: 'ranged', Range: 'bytes=2-4' }))
    expect([await Body?.transformToString(), ContentRange]).toEqual(['234', 'bytes 2-4/10'])
  })

  it('reads a whole object while it is replaced', async () => {
    const bodies = ['a'.repeat(300_000), 'b'.repeat(300_000)] as const
    await root.s3.send(new PutObjectCommand({ Bucket, Key: 'contested', Body: bodies[0] }))
    const writes = Array.from({ length: 20 }, (_, i) =>
      root.s3.send(new PutObjectCommand({ Bucket, Key: 'contested', Body: bodies[i % 2 === 0 ? 0 : 1] })),
    )
    const reads = Array.from({ length: 40 }, async () =>
      (await root.s3.send(new GetObjectCommand({ Bucket, Key: 'contested' }))).Body?.transformToString(),
    )
    const read = await Promise.all(reads)
    await Promise.all(writes)
    expect(read.every((text) => text === bodies[0] || text === bodies[1])).toBe(true)
  })
})
