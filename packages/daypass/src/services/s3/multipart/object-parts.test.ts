import { expect, it } from 'vitest'
import { getObject } from '../../../directory/s3/object.js'
import { AT, beginIn, completeIn, PART, partIn } from '../../../testing/s3/uploads.js'
import { world } from '../../../testing/world.js'
import { findBody } from '../bodies/open-body.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { objectParts } from './object-parts.js'

it('the parts of an object are counted from 1, with their sizes and checksums, in pages', async () => {
  const w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  const UploadId = await beginIn(w, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })
  const big = await partIn(w, UploadId, { PartNumber: 3, Body: Buffer.alloc(PART, 'a') })
  const last = await partIn(w, UploadId, { PartNumber: 8, Body: Buffer.from('hello') })
  await completeIn(w, { UploadId, Parts: [big, last] })
  w.read((state) => {
    const object = getObject(state, AT.Bucket, AT.Key) ?? expect.fail('no object')
    const body = findBody(state, object)
    if (!('runs' in body)) expect.fail('not made of parts')
    expect(objectParts(state, body, {})).toMatchObject({
      ...{ TotalPartsCount: 2, MaxParts: 1000, IsTruncated: false },
      Parts: [
        { PartNumber: 1, Size: PART, ChecksumCRC32: expect.any(String) },
        { PartNumber: 2, Size: 5, ChecksumCRC32: 'NhCmhg==' },
      ],
    })
    const second = objectParts(state, body, { PartNumberMarker: 1, MaxParts: 1 })
    expect(second).toMatchObject({ NextPartNumberMarker: 2, IsTruncated: false, Parts: [{ PartNumber: 2 }] })
    expect(objectParts(state, body, { MaxParts: 1 })).toMatchObject({ NextPartNumberMarker: 1, IsTruncated: true })
  })
})
