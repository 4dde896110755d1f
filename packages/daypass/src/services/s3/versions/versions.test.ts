import { beforeEach, describe, expect, it } from 'vitest'
import type { WireError } from '../../../core/error.js'
import { isEmptyBucket } from '../../../directory/s3/object.js'
import { storedBodies } from '../../../testing/s3/stored-bodies.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucket } from '../buckets/DeleteBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { DeleteObjects } from '../objects/DeleteObjects.js'
import { GetObject } from '../objects/GetObject.js'
import { HeadObject } from '../objects/HeadObject.js'
import { PutObject } from '../objects/PutObject.js'
import { ListObjectVersions } from './ListObjectVersions.js'
import { PutBucketVersioning } from './PutBucketVersioning.js'

const Bucket = 'data'
const at = { Bucket, Key: 'k' }
const WELL_FORMED = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket })
})

const versioning = (Status: string) => w.call(PutBucketVersioning, { Bucket, VersioningConfiguration: { Status } })
const put = async (body: string, Key = 'k') => (await w.call(PutObject, { Bucket, Key, Body: Buffer.from(body) })).VersionId
const erase = (more: object = {}) => w.call(DeleteObject, { ...at, ...more })

async function read(more: object = {}): Promise<{ text: string; VersionId: string | undefined }> {
  const { Body, VersionId } = await w.call(GetObject, { ...at, ...more })
  const parts: Uint8Array[] = []
  for await (const part of Body as AsyncIterable<Uint8Array>) parts.push(part)
  return { text: Buffer.concat(parts).toString(), VersionId }
}

async function listed(): Promise<(string | boolean | undefined)[][]> {
  const { Versions = [], DeleteMarkers = [] } = await w.call(ListObjectVersions, { Bucket })
  return [
    ...Versions.map(({ VersionId, IsLatest }) => ['object', VersionId, IsLatest]),
    ...DeleteMarkers.map(({ VersionId, IsLatest }) => ['marker', VersionId, IsLatest]),
  ]
}

async function errorOf(operation: typeof GetObject | typeof HeadObject, more: object = {}): Promise<WireError> {
  const outcome = await w.attempt(operation, { ...at, ...more })
  return 'error' in outcome ? (outcome.error as WireError) : expect.fail('not refused')
}

describe('a bucket without versions', () => {
  it('never shows a version id, and has the null version only', async () => {
    expect(await put('one')).toBeUndefined()
    expect(await read({ VersionId: 'null' })).toEqual({ text: 'one', VersionId: undefined })
    expect(await listed()).toEqual([['object', 'null', true]])
    expect(await erase({ VersionId: 'null' })).toEqual({})
    expect(w.read((state) => isEmptyBucket(state, Bucket))).toBe(true)
    expect(await erase()).toEqual({})
  })

  it.each([WELL_FORMED, '', 'x'])('refuses the version id %j', async (VersionId) => {
    await put('one')
    for (const operation of [GetObject, HeadObject, DeleteObject]) {
      expect((await w.refusal(operation, { ...at, VersionId })).code).toBe('InvalidArgument')
    }
  })
})

describe('a bucket that keeps versions', () => {
  beforeEach(() => versioning('Enabled'))

  it('has each object that was put', async () => {
    const [first, second] = [await put('one'), await put('two')]
    expect(first).toMatch(/^[A-Za-z0-9._]{32}$/)
    expect(await read()).toEqual({ text: 'two', VersionId: second })
    expect(await read({ VersionId: first })).toEqual({ text: 'one', VersionId: first })
    expect((await w.call(HeadObject, { ...at, VersionId: first })).VersionId).toBe(first)
    expect(await listed()).toEqual([
      ['object', second, true],
      ['object', first, false],
    ])
  })

  it('puts a delete marker where an object is deleted, and shows the object again without it', async () => {
    const first = await put('one')
    const { VersionId: marker, DeleteMarker } = await erase()
    expect(DeleteMarker).toBe(true)
    const error = await errorOf(GetObject)
    expect([error.code, error.detail.headers]).toEqual(['NoSuchKey', { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker }])
    expect(await listed()).toEqual([
      ['object', first, false],
      ['marker', marker, true],
    ])
    expect(await erase({ VersionId: marker })).toEqual({ DeleteMarker: true, VersionId: marker })
    expect(await read()).toEqual({ text: 'one', VersionId: first })
  })

  it('refuses to read a delete marker', async () => {
    const { VersionId } = await erase()
    for (const operation of [GetObject, HeadObject]) {
      const error = await errorOf(operation, { VersionId })
      expect([error.code, error.detail.fields]).toEqual(['MethodNotAllowed', { Method: 'GET', ResourceType: 'DeleteMarker' }])
      expect(error.detail.headers).toMatchObject({ 'x-amz-delete-marker': 'true', Allow: 'DELETE' })
    }
  })

  it('deletes a version permanently, and the bytes with it', async () => {
    const [first, second] = [await put('one'), await put('two')]
    expect(await erase({ VersionId: second })).toEqual({ VersionId: second })
    expect(await read()).toEqual({ text: 'one', VersionId: first })
    expect((await errorOf(GetObject, { VersionId: second })).code).toBe('NoSuchVersion')
    // Once more, it is not there, which is what was asked for.
    expect(await erase({ VersionId: second })).toEqual({ VersionId: second })
    await erase({ VersionId: first })
    expect((await errorOf(GetObject)).detail.headers).toBeUndefined()
    expect(await w.files.sweep(() => false)).toEqual({ taken: 0, kept: 0 })
  })

  it('keeps what was there before as the null version', async () => {
    await versioning('Suspended')
    await put('old')
    await versioning('Enabled')
    const second = await put('new')
    expect(await read({ VersionId: 'null' })).toEqual({ text: 'old', VersionId: 'null' })
    expect(await listed()).toEqual([
      ['object', second, true],
      ['object', 'null', false],
    ])
  })

  it('has one null version while versions are suspended', async () => {
    const first = await put('one')
    await versioning('Suspended')
    expect([await put('two'), await put('three')]).toEqual([undefined, undefined])
    expect(await read()).toEqual({ text: 'three', VersionId: 'null' })
    expect(await erase()).toEqual({ DeleteMarker: true, VersionId: 'null' })
    expect(await listed()).toEqual([
      ['object', first, false],
      ['marker', 'null', true],
    ])
    expect(await erase({ VersionId: 'null' })).toEqual({ DeleteMarker: true, VersionId: 'null' })
    expect(await read()).toEqual({ text: 'one', VersionId: first })
  })

  it('keeps each of many puts that come at once', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, at) => put(`${at}`)))
    expect(new Set(ids).size).toBe(20)
    const versions = await listed()
    expect(versions.map(([, id]) => id).toSorted()).toEqual(ids.toSorted())
    expect(versions.filter(([, , isLatest]) => isLatest)).toHaveLength(1)
  })

  it('removes the bytes of a null version that another replaces, also below other versions', async () => {
    await versioning('Suspended')
    await put('old')
    await versioning('Enabled')
    await put('kept')
    await versioning('Suspended')
    await put('new')
    expect(storedBodies(w)).toHaveLength(2)
  })

  it('is not empty while it has a version or a delete marker', async () => {
    const first = await put('one')
    const { VersionId: marker } = await erase()
    await erase({ VersionId: first })
    expect(await w.refusal(DeleteBucket, { Bucket })).toEqual({
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
    })
    await erase({ VersionId: marker })
    await w.call(DeleteBucket, { Bucket })
  })

  it('decides conditions on the object that is visible, or on the version that is named', async () => {
    const first = await put('one')
    await erase()
    const condition = { IfNoneMatch: '*', Body: Buffer.from('two') }
    await w.call(PutObject, { ...at, ...condition })
    expect((await w.refusal(PutObject, { ...at, ...condition })).code).toBe('PreconditionFailed')
    expect((await w.refusal(DeleteObject, { ...at, VersionId: first, IfMatch: '"x"' })).code).toBe('PreconditionFailed')
    await erase({ VersionId: first, IfMatch: '"f97c5d29941bfb1b2fdab0874906ab82"' })
    expect((await w.refusal(DeleteObject, { ...at, VersionId: first, IfMatch: '*' })).code).toBe('NoSuchKey')
  })

  it('deletes many objects and versions, each answered for itself', async () => {
    const [first, other] = [await put('one'), await put('other', 'other')]
    const Objects = [{ Key: 'k' }, { Key: 'k', VersionId: first }, { Key: 'other', VersionId: other }, { Key: 'k', VersionId: WELL_FORMED }]
    const { Deleted = [], Errors } = await w.call(DeleteObjects, { Bucket, Delete: { Objects } })
    const marker = Deleted[0]?.DeleteMarkerVersionId
    expect(Deleted).toEqual([
      { Key: 'k', VersionId: undefined, DeleteMarker: true, DeleteMarkerVersionId: marker },
      { Key: 'k', VersionId: first, DeleteMarker: undefined, DeleteMarkerVersionId: undefined },
      { Key: 'other', VersionId: other, DeleteMarker: undefined, DeleteMarkerVersionId: undefined },
    ])
    expect(Errors).toEqual([{ Key: 'k', VersionId: WELL_FORMED, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }])
    expect(await listed()).toEqual([['marker', marker, true]])
  })

  it('deletes a thousand objects in commits that the store accepts', async () => {
    const Objects = Array.from({ length: 200 }, (_, at) => ({ Key: `k${at % 150}` }))
    const { Deleted } = await w.call(DeleteObjects, { Bucket, Delete: { Objects } })
    expect(Deleted).toHaveLength(200)
    await versioning('Suspended')
    expect((await w.call(DeleteObjects, { Bucket, Delete: { Objects } })).Deleted).toHaveLength(200)
    expect(await listed()).toHaveLength(350)
  })
})
