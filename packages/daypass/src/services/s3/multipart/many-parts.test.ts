import { expect, it } from 'vitest'
import { getUpload } from '../../../directory/s3/upload.js'
import { MAX_PARTS, putPart } from '../../../directory/s3/upload-part.js'
import { beginIn } from '../../../testing/s3/uploads.js'
import { world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { assemble } from './completion.js'

const MD5 = '5d41402abc4b2a76b9719d911017c592'

it('the 10,000 parts of an upload are read in ten turns, and become one run where they have one size', async () => {
  const w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  const id = await beginIn(w)
  const size = 5_242_880
  for (let first = 1; first <= MAX_PARTS; first += 100)
    await w.change((state) => {
      for (let number = first; number < first + 100; number++)
        putPart(state, id, { number, size, md5: MD5, modifiedAt: 0, checksums: { CRC64NVME: 'M3eFcAZSQlc=' }, file: 'f' })
    })
  let turns = 1
  const rest = async () => {
    turns += 1
  }
  const named = Array.from({ length: MAX_PARTS }, (_, at) => ({ PartNumber: at + 1, ETag: `"${MD5}"` }))
  const assembled = await w.change((state) => {
    const upload = getUpload(state, id) ?? expect.fail('no upload')
    return assemble(state, { upload, named, rest })
  })
  expect(turns).toBe(10)
  expect(assembled).toMatchObject({ runs: [[1, MAX_PARTS, size]], count: MAX_PARTS, size: MAX_PARTS * size, left: [] })
})
