import { beforeEach, describe, expect, it } from 'vitest'
import { bodyFiles, inlineBodies, storedBodies } from '../../../testing/s3/stored-bodies.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { DeleteObjects } from '../objects/DeleteObjects.js'
import { GetObject } from '../objects/GetObject.js'
import { PutObject } from '../objects/PutObject.js'
import { PutBucketVersioning } from './PutBucketVersioning.js'

const Bucket = 'data'
const at = { Bucket, Key: 'k' }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
  await versioning('Enabled')
})

const versioning = (Status: string) => w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status } })
const put = async (text: string, Key = 'k') => (await w.call(PutObject, { Bucket, Key, Body: Buffer.from(text) })).VersionId
const erase = (VersionId?: string) => w.call(DeleteObject, { ...at, ...(VersionId !== undefined && { VersionId }) })

async function read(VersionId?: string): Promise<string> {
  const { Body } = await w.call(GetObject, { ...at, ...(VersionId !== undefined && { VersionId }) })
  const chunks: Uint8Array[] = []
  for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const large = (letter: string): string => letter.repeat(20_000)

describe.each([
  ['in the store', (letter: string) => letter, inlineBodies],
  ['in files', large, bodyFiles],
])('bytes of versions %s', (_where, text, bodies) => {
  it('survive a put over them, and are gone with their version', async () => {
    const first = await put(text('a'))
    const second = await put(text('b'))
    expect(bodies(w)).toHaveLength(2)
    expect([await read(first), await read()]).toEqual([text('a'), text('b')])
    await erase(first)
    expect(bodies(w)).toHaveLength(1)
    expect(await read(second)).toBe(text('b'))
    await erase(second)
    expect(storedBodies(w)).toEqual([])
  })

  it('survive a delete marker, and the version that comes back has them', async () => {
    const first = await put(text('a'))
    const { VersionId: marker } = await erase()
    expect(await read(first)).toBe(text('a'))
    await erase(marker)
    expect(await read()).toBe(text('a'))
    expect(bodies(w)).toHaveLength(1)
  })

  it('of the null version are gone once another takes its place', async () => {
    await put(text('a'))
    await versioning('Suspended')
    await put(text('b'))
    expect(bodies(w)).toHaveLength(2)
    await put(text('c'))
    expect([bodies(w).length, await read()]).toEqual([2, text('c')])
    await erase()
    expect(bodies(w)).toHaveLength(1)
  })

  it('of many keys are deleted at once, however the bucket keeps versions', async () => {
    await versioning('Suspended')
    const Objects = Array.from({ length: 20 }, (_, index) => ({ Key: `k${index}` }))
    for (const { Key } of Objects) await put(text('a'), Key)
    const { Deleted, Errors } = await w.call(DeleteObjects, { Bucket, Delete: { Objects } })
    expect([Deleted?.length, Errors, storedBodies(w)]).toEqual([20, [], []])
  })
})
