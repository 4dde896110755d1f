import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { startChecksum } from '../../../signature/body/checksums.js'
import { bodyFiles } from '../../../testing/s3/stored-bodies.js'
import { AT, askedOf, beginIn, completeIn, PART, partIn } from '../../../testing/s3/uploads.js'
import { START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { GetObject } from '../objects/GetObject.js'
import { HeadObject } from '../objects/HeadObject.js'
import { PutObject } from '../objects/PutObject.js'
import { UploadPartCopy } from '../copy/UploadPartCopy.js'
import { CompleteMultipartUpload } from './CompleteMultipartUpload.js'
import { CreateMultipartUpload } from './CreateMultipartUpload.js'
import { ListMultipartUploads } from './ListMultipartUploads.js'
import { UploadPart } from './UploadPart.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const BIG = Buffer.alloc(PART, 'a')
const SMALL = Buffer.from('hello')
const ONE = { Parts: [{ PartNumber: 1, ETag: 'e' }] }
const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
const files = () => bodyFiles(w).length
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()

function sumOf(algorithm: string, bytes: Uint8Array): string {
  const sum = startChecksum(algorithm.toLowerCase() as 'crc32')
  sum.update(bytes)
  return sum.digest().toString('base64')
}

async function other(): Promise<string> {
  await w.call(PutObject, { ...AT, Key: 'other', Body: SMALL })
  return 'data/other'
}

async function bytesOf(more: object = {}): Promise<Buffer> {
  const { Body } = await w.call(GetObject, { ...AT, ...more })
  const chunks: Uint8Array[] = []
  for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('CompleteMultipartUpload', () => {
  it('makes an object of its parts as they are, as old as the upload', async () => {
    const UploadId = await beginIn(w, { ContentType: 'text/plain', Metadata: { color: 'red' } })
    w.clock.move(5_000)
    const parts = [await partIn(w, UploadId, { PartNumber: 2, Body: BIG }), await partIn(w, UploadId, { PartNumber: 7, Body: SMALL })]
    const etag = `"${md5(Buffer.concat([md5(BIG), md5(SMALL)])).toString('hex')}-2"`
    expect(await completeIn(w, { UploadId, Parts: parts })).toMatchObject({
      ...{ Bucket: 'data', Key: 'k', Location: '/data/k', ETag: etag, ChecksumType: 'FULL_OBJECT' },
      ChecksumCRC64NVME: sumOf('CRC64NVME', Buffer.concat([BIG, SMALL])),
    })
    expect(await w.call(HeadObject, { ...AT, ChecksumMode: 'ENABLED' })).toMatchObject({
      ...{ ContentLength: PART + 5, ContentType: 'text/plain', Metadata: { color: 'red' }, LastModified: new Date(START), ETag: etag },
      ChecksumType: 'FULL_OBJECT',
    })
    expect((await bytesOf()).equals(Buffer.concat([BIG, SMALL]))).toBe(true)
    expect((await w.call(ListMultipartUploads, { Bucket: 'data' })).Uploads).toEqual([])
    expect(files()).toBe(2)
  })

  it('encrypts its bytes, which every answer says', async () => {
    const begun = await w.call(CreateMultipartUpload, AT)
    const { UploadId = '' } = begun
    const uploaded = await w.call(UploadPart, { ...AT, UploadId, PartNumber: 1, Body: SMALL })
    const copied = await w.call(UploadPartCopy, { ...AT, UploadId, PartNumber: 2, CopySource: await other() })
    const completed = await completeIn(w, { UploadId, Parts: [{ PartNumber: 1, ETag: uploaded.ETag }] })
    const head = await w.call(HeadObject, AT)
    expect([begun, uploaded, copied, completed, head].map((one) => one.ServerSideEncryption)).toEqual(Array(5).fill('AES256'))
    for (const file of bodyFiles(w)) expect(readFileSync(`${w.files.folder}/${file.slice(0, 2)}/${file}`).includes('hello')).toBe(false)
  })

  it('removes the parts that it does not name', async () => {
    const UploadId = await beginIn(w)
    await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })
    const named = await partIn(w, UploadId, { PartNumber: 2, Body: SMALL })
    for (let n = 3; n <= 60; n++) await partIn(w, UploadId, { PartNumber: n, Body: SMALL })
    await completeIn(w, { UploadId, Parts: [named] })
    expect(files()).toBe(1)
    expect((await bytesOf()).toString()).toBe('hello')
  })

  it('answers the same when it is repeated, until the object is gone', async () => {
    const UploadId = await beginIn(w)
    const parts = [await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })]
    const first = await completeIn(w, { UploadId, Parts: parts })
    expect(await completeIn(w, { UploadId, Parts: parts })).toEqual(first)
    await w.call(DeleteObject, AT)
    expect(files()).toBe(0)
    expect((await w.refusal(CompleteMultipartUpload, { ...AT, UploadId, MultipartUpload: { Parts: parts } })).code).toBe('NoSuchUpload')
  })

  it('is done once when it is sent many times at once', async () => {
    const UploadId = await beginIn(w)
    const parts = [await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })]
    const answers = await Promise.all(Array.from({ length: 10 }, () => completeIn(w, { UploadId, Parts: parts })))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(files()).toBe(1)
  })

  it('replaces an object and its parts', async () => {
    await w.call(PutObject, { ...AT, Body: BIG })
    for (const Body of [SMALL, Buffer.from('bye')]) {
      const UploadId = await beginIn(w)
      await completeIn(w, { UploadId, Parts: [await partIn(w, UploadId, { PartNumber: 1, Body })] })
      expect((await bytesOf()).equals(Body)).toBe(true)
      expect(files()).toBe(1)
    }
    await w.call(PutObject, { ...AT, Body: BIG })
    expect(files()).toBe(1)
  })

  it('of 50 at once with If-None-Match, together with 50 puts, exactly one wins', async () => {
    const uploads = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const UploadId = await beginIn(w)
        return { UploadId, parts: [await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })] }
      }),
    )
    const all = [
      ...uploads.map(({ UploadId, parts }) => completeIn(w, { UploadId, Parts: parts }, { IfNoneMatch: '*' })),
      ...uploads.map(() => w.call(PutObject, { ...AT, Body: SMALL, IfNoneMatch: '*' })),
    ]
    const ended = await Promise.allSettled(all)
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const codes = new Set(ended.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])))
    expect([...codes]).toEqual(['PreconditionFailed'])
  })

  it('with an If-Match of the object replaces it, and of another is refused and can be tried again', async () => {
    const { ETag } = await w.call(PutObject, { ...AT, Body: BIG })
    const UploadId = await beginIn(w)
    const parts = [await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })]
    const refusal = await w.refusal(CompleteMultipartUpload, { ...AT, UploadId, MultipartUpload: { Parts: parts }, IfMatch: '"other"' })
    expect(refusal).toEqual({ code: 'PreconditionFailed', message: 'At least one of the pre-conditions you specified did not hold' })
    await completeIn(w, { UploadId, Parts: parts }, { IfMatch: ETag })
    expect((await bytesOf()).toString()).toBe('hello')
  })

  it.each(ALGORITHMS.filter((name) => name !== 'CRC64NVME'))('makes a composite %s of those of its parts', async (algorithm) => {
    const UploadId = await beginIn(w, { ChecksumAlgorithm: algorithm })
    const member = `Checksum${algorithm}`
    const parts = [
      await partIn(w, UploadId, { PartNumber: 1, Body: BIG, ...{ [member]: sumOf(algorithm, BIG) } }),
      await partIn(w, UploadId, { PartNumber: 2, Body: SMALL, ...{ [member]: sumOf(algorithm, SMALL) } }),
    ]
    const sums = Buffer.concat([BIG, SMALL].map((bytes) => Buffer.from(sumOf(algorithm, bytes), 'base64')))
    const value = `${sumOf(algorithm, sums)}-2`
    const output = await completeIn(w, { UploadId, Parts: parts }, { [member]: value, ChecksumType: 'COMPOSITE', MpuObjectSize: PART + 5 })
    expect(output).toMatchObject({ [member]: value, ChecksumType: 'COMPOSITE' })
    expect(await w.call(HeadObject, { ...AT, ChecksumMode: 'ENABLED' })).toMatchObject({ [member]: value, ChecksumType: 'COMPOSITE' })
  })

  it.each(['CRC32', 'CRC32C', 'CRC64NVME'])('makes a %s of the full object, also of parts that came without', async (algorithm) => {
    const UploadId = await beginIn(w, { ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' })
    const member = `Checksum${algorithm}`
    const parts = [
      await partIn(w, UploadId, { PartNumber: 1, Body: BIG, ...{ [member]: sumOf(algorithm, BIG) } }),
      await partIn(w, UploadId, { PartNumber: 2, Body: SMALL }),
    ]
    const value = sumOf(algorithm, Buffer.concat([BIG, SMALL]))
    expect(await completeIn(w, { UploadId, Parts: parts }, { [member]: value })).toMatchObject({
      [member]: value,
      ChecksumType: 'FULL_OBJECT',
    })
  })

  it('requires s3:PutObject, and s3:GetObject too when a condition compares the body', async () => {
    const input = { ...AT, UploadId: 'u', IfNoneMatch: '*', MultipartUpload: ONE }
    const asked = await askedOf(w, CompleteMultipartUpload, input)
    const context = { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' }
    expect(asked).toMatchObject([{ action: 's3:PutObject', resource: 'arn:aws:s3:::data/k', context }])
    const compared = await askedOf(w, CompleteMultipartUpload, { ...AT, UploadId: 'u', IfMatch: '"x"', MultipartUpload: ONE })
    expect(compared).toMatchObject([{ action: 's3:PutObject' }, { action: 's3:GetObject' }])
  })
})

describe('CompleteMultipartUpload that fails', () => {
  const named = (PartNumber: number, bytes: Uint8Array = SMALL) => ({ PartNumber, ETag: md5(bytes).toString('hex') })
  const ORDER = 'The list of parts was not in ascending order. Parts must be ordered by part number.'
  const MISSING =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."

  it.each<[object, string, string]>([
    [{ Parts: [] }, 'InvalidRequest', 'You must specify at least one part'],
    [{ Parts: [named(2), named(1)] }, 'InvalidPartOrder', ORDER],
    [{ Parts: [named(2), named(2)] }, 'InvalidPartOrder', ORDER],
    [{ Parts: [named(1), named(3)] }, 'InvalidPart', MISSING],
    [{ Parts: [named(1), named(2), named(3)] }, 'InvalidPart', MISSING],
    [{ Parts: [named(1, BIG)] }, 'InvalidPart', MISSING],
    [{ Parts: [{ ...named(1), ChecksumCRC64NVME: 'AAAAAAAAAAA=' }] }, 'InvalidPart', MISSING],
    [{ Parts: [{ ...named(1), ChecksumCRC32: 'NhCmhg==' }] }, 'InvalidPart', MISSING],
    [{ Parts: [named(1), named(2)] }, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size'],
    [{ Parts: [named(0)] }, 'InvalidArgument', 'PartNumber must be >= 1'],
    [
      { Parts: [{ PartNumber: 1 }] },
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
  ])('for %j says %s', async (MultipartUpload, code, message) => {
    const UploadId = await beginIn(w)
    for (const PartNumber of [1, 2]) await partIn(w, UploadId, { PartNumber, Body: SMALL })
    expect(await w.refusal(CompleteMultipartUpload, { ...AT, UploadId, MultipartUpload })).toEqual({ code, message })
    expect(files()).toBe(2)
  })

  it.each<[object, object, string]>([
    [{}, { MpuObjectSize: 4 }, "The provided 'x-amz-mp-object-size' header does not match what was computed"],
    [{}, { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }, 'The crc64nvme you specified did not match the calculated checksum.'],
    [{}, { ChecksumCRC32: 'NhCmhg==' }, 'Checksum Type mismatch occurred, expected checksum Type: crc64nvme, actual checksum Type: crc32'],
    [
      {},
      { ChecksumType: 'COMPOSITE' },
      'The upload was created using the FULL_OBJECT checksum mode. The complete request must use the same checksum mode.',
    ],
    [
      { ChecksumAlgorithm: 'CRC32' },
      {},
      'The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    ],
    [{}, { ChecksumCRC32: 'x' }, 'Value for x-amz-checksum-crc32 header is invalid.'],
  ])('of an upload with %j, for %j says: %s', async (asked, more, message) => {
    const UploadId = await beginIn(w, asked)
    await partIn(w, UploadId, { PartNumber: 1, Body: SMALL, ...('ChecksumAlgorithm' in asked && { ChecksumCRC32: 'NhCmhg==' }) })
    const input = { ...AT, UploadId, MultipartUpload: { Parts: [named(1)] }, ...more }
    expect((await w.refusal(CompleteMultipartUpload, input)).message).toBe(message)
    expect(files()).toBe(1)
  })

  it.each([
    [{ IfNoneMatch: '"x"' }, 'NotImplemented'],
    [{ SSECustomerKey: 'x' }, 'NotImplemented'],
    [{ ChecksumSHA512: 'x' }, 'NotImplemented'],
    [{ IfMatch: '"x"' }, 'NoSuchKey'],
    [{ Key: 'other' }, 'NoSuchUpload'],
  ])('for %j returns %s', async (more, code) => {
    const UploadId = await beginIn(w)
    await partIn(w, UploadId, { PartNumber: 1, Body: SMALL })
    const input = { ...AT, UploadId, MultipartUpload: { Parts: [named(1)] }, ...more }
    expect((await w.refusal(CompleteMultipartUpload, input)).code).toBe(code)
  })

  it('tells the size of the part that is too small', async () => {
    const UploadId = await beginIn(w)
    for (const PartNumber of [1, 2]) await partIn(w, UploadId, { PartNumber, Body: SMALL })
    const attempt = await w.attempt(CompleteMultipartUpload, { ...AT, UploadId, MultipartUpload: { Parts: [named(1), named(2)] } })
    expect('error' in attempt && attempt.error).toMatchObject({
      detail: { fields: { ProposedSize: '5', MinSizeAllowed: '5242880', PartNumber: '1', ETag: md5(SMALL).toString('hex') } },
    })
  })
})
