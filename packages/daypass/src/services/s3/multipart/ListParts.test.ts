import { beforeEach, describe, expect, it } from 'vitest'
import { AT, askedOf, beginIn, partIn } from '../../../testing/s3/uploads.js'
import { root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { ListParts } from './ListParts.js'

let w: World
let UploadId: string
const numbers = [1, 2, 9, 10, 100, 9_999, 10_000]
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  UploadId = await beginIn(w)
  for (const PartNumber of numbers) await partIn(w, UploadId, { PartNumber, Body: Buffer.from('hello') })
})

const list = (more: object = {}) => w.call(ListParts, { ...AT, UploadId, ...more })
const numbersOf = ({ Parts }: { Parts?: readonly { PartNumber?: number | undefined }[] | undefined }) =>
  Parts?.map(({ PartNumber }) => PartNumber)

describe('ListParts', () => {
  it('lists parts in the order of their numbers', async () => {
    const output = await list()
    expect(numbersOf(output)).toEqual(numbers)
    expect(output).toMatchObject({
      ...{ Bucket: 'data', Key: 'k', UploadId, MaxParts: 1000, PartNumberMarker: 0, NextPartNumberMarker: 10_000, IsTruncated: false },
      ...{ Initiator: { ID: root.arn }, StorageClass: 'STANDARD', ChecksumAlgorithm: undefined },
    })
    expect(output.Parts?.[0]).toMatchObject({
      ...{ PartNumber: 1, ETag: '"5d41402abc4b2a76b9719d911017c592"', Size: 5, LastModified: new Date(START) },
      ChecksumCRC64NVME: 'M3eFcAZSQlc=',
    })
  })

  it('lists in pages', async () => {
    const seen: unknown[] = []
    for (let PartNumberMarker = 0; ; ) {
      const page = await list({ MaxParts: 2, PartNumberMarker })
      seen.push(...(numbersOf(page) ?? []))
      if (page.IsTruncated !== true) break
      PartNumberMarker = page.NextPartNumberMarker ?? expect.fail('no marker')
    }
    expect(seen).toEqual(numbers)
  })

  it('lists nothing for no parts', async () => {
    expect(await list({ MaxParts: 0 })).toMatchObject({ Parts: [] })
    expect(await list({ PartNumberMarker: 10_000 })).toMatchObject({ Parts: [], IsTruncated: false, NextPartNumberMarker: 0 })
    expect(await list({ PartNumberMarker: 2_147_483_647 })).toMatchObject({ Parts: [] })
  })

  it.each([
    [{ MaxParts: -1 }, 'InvalidArgument'],
    [{ PartNumberMarker: -1 }, 'InvalidArgument'],
    [{ UploadId: 'x' }, 'NoSuchUpload'],
    [{ Key: 'x' }, 'NoSuchUpload'],
    [{ SSECustomerAlgorithm: 'AES256' }, 'NotImplemented'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(ListParts, { ...AT, UploadId, ...more })).code).toBe(code)
  })

  it('requires s3:ListMultipartUploadParts', async () => {
    const asked = await askedOf(w, ListParts, { ...AT, UploadId })
    expect(asked).toMatchObject([{ action: 's3:ListMultipartUploadParts', resource: 'arn:aws:s3:::data/k' }])
  })
})
