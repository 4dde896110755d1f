import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { beginUpload } from '../../../directory/s3/upload.js'
import { askedOf, beginIn } from '../../../testing/s3/uploads.js'
import { root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { ListMultipartUploads } from './ListMultipartUploads.js'
import { uploadPageInTurn } from './upload-page.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const list = (more: object = {}) => w.call(ListMultipartUploads, { Bucket: 'data', ...more })

describe('ListMultipartUploads', () => {
  it('lists uploads by key, and those of a key by their time', async () => {
    const late = await beginIn(w, { Key: 'b', ChecksumAlgorithm: 'CRC32' })
    w.clock.move(1000)
    const later = await beginIn(w, { Key: 'b' })
    const first = await beginIn(w, { Key: 'a/é' })
    const output = await list({ EncodingType: 'url' })
    expect(output).toMatchObject({ Bucket: 'data', MaxUploads: 1000, IsTruncated: false, EncodingType: 'url' })
    expect(output.Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
      ['a/%C3%A9', first],
      ['b', late],
      ['b', later],
    ])
    expect(output.Uploads?.[1]).toMatchObject({
      ...{ Initiated: new Date(START), Initiator: { ID: root.arn }, ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' },
    })
  })

  it('continues after a key, or after an upload of it', async () => {
    const [one, two] = [await beginIn(w, { Key: 'a' }), await beginIn(w, { Key: 'a' })].sort()
    const three = await beginIn(w, { Key: 'b' })
    const idsAfter = async (more: object) => (await list(more)).Uploads?.map(({ UploadId }) => UploadId)
    expect(await idsAfter({ KeyMarker: 'a' })).toEqual([three])
    expect(await idsAfter({ KeyMarker: 'a', UploadIdMarker: one })).toEqual([two, three])
    expect(await idsAfter({ UploadIdMarker: two })).toEqual([one, two, three])
    expect((await list({ MaxUploads: 1 })).NextUploadIdMarker).toBe(one)
  })

  it.each([
    [{ MaxUploads: -1 }, 'InvalidArgument'],
    [{ EncodingType: 'x' }, 'InvalidArgument'],
    [{ KeyMarker: 'a', UploadIdMarker: 'x' }, 'InvalidArgument'],
    [{ Prefix: 'x'.repeat(1025) }, 'KeyTooLongError'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(ListMultipartUploads, { Bucket: 'data', ...more })).code).toBe(code)
  })

  it('requires s3:ListBucketMultipartUploads on the bucket', async () => {
    const asked = await askedOf(w, ListMultipartUploads, { Bucket: 'data' })
    expect(asked).toMatchObject([{ action: 's3:ListBucketMultipartUploads', resource: 'arn:aws:s3:::data' }])
  })

  it('shows in pages of any size what one page shows, as a plain list does', async () => {
    const key = fc.array(fc.constantFrom('a', 'b', '/', 'é'), { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''))
    const query = fc.record({
      keys: fc.array(key, { maxLength: 12 }),
      prefix: fc.constantFrom('', 'a', 'a/'),
      delimiter: fc.constantFrom('', '/', 'b'),
      limit: fc.integer({ min: 1, max: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(query, async ({ keys, prefix, delimiter, limit }) => {
        const here = await world()
        const uploads = keys.map((name, at) => ({ key: name, id: `${String(at).padStart(2, '0')}` }))
        await here.change((state) => {
          for (const upload of uploads)
            beginUpload(state, { ...upload, bucket: 'data', initiatedAt: 0, initiator: '', headers: {}, metadata: {} })
        })
        const shown: string[] = []
        let after: { key: string; id: string } | undefined = { key: '', id: '' }
        while (after !== undefined) {
          const from: { key: string; id: string } = after
          const page = await here.change((state) =>
            uploadPageInTurn(state, { bucket: 'data', prefix, delimiter, after: from, limit }, async () => {}),
          )
          shown.push(...page.uploads.map((upload) => `${upload.key}\0${upload.id}`), ...page.prefixes)
          after = page.next
        }
        const sorted = uploads.filter((upload) => upload.key.startsWith(prefix)).map((upload) => `${upload.key}\0${upload.id}`)
        const grouped = sorted.map((text) => {
          const at = delimiter === '' ? -1 : (text.split('\0')[0] ?? '').indexOf(delimiter, prefix.length)
          return at < 0 ? text : text.slice(0, at + delimiter.length)
        })
        expect(shown.sort()).toEqual([...new Set(grouped)].sort())
      }),
      { numRuns: 60 },
    )
  })
})

it.each([
  ['of more than 100 uploads lets others run once', 1_000, 1],
  ['of at most 100 does not wait', 100, 0],
])('a list %s', async (_what, limit, rests) => {
  const here = await world()
  for (let at = 0; at < 120; at++)
    await here.change((state) =>
      beginUpload(state, { key: `k${at}`, id: `${at}`, bucket: 'data', initiatedAt: 0, initiator: '', headers: {}, metadata: {} }),
    )
  let rested = 0
  const query = { bucket: 'data', prefix: '', delimiter: '', after: { key: '', id: '' }, limit }
  const page = await here.change((state) =>
    uploadPageInTurn(state, query, async () => {
      rested += 1
    }),
  )
  expect([page.uploads.length, rested]).toEqual([Math.min(limit, 120), rests])
})
