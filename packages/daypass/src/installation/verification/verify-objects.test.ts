import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { getObject, objectKeys, type PartsBody } from '../../directory/s3/object.js'
import { getObjectBytes, objectBytesKeys, putObjectBytes } from '../../directory/s3/object-bytes.js'
import { newestVersions } from '../../directory/s3/object-version.js'
import { uploadKeys } from '../../directory/s3/upload.js'
import { getPart, type PartRecord, uploadPartKey, uploadPartKeys } from '../../directory/s3/upload-part.js'
import { CreateBucket } from '../../services/s3/buckets/CreateBucket.js'
import { DeleteObject } from '../../services/s3/objects/DeleteObject.js'
import { PutObject } from '../../services/s3/objects/PutObject.js'
import { PutBucketVersioning } from '../../services/s3/versions/PutBucketVersioning.js'
import { fileBodyAt } from '../../testing/s3/stored-bodies.js'
import { beginIn, objectOfParts, partIn } from '../../testing/s3/uploads.js'
import { type World, world } from '../../testing/world.js'
import { verifyObjects } from './verify-objects.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  for (const [Key, size] of [
    ['a/small', 10],
    ['b/large', 300_000],
  ] as const)
    await w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.alloc(size, Key) })
})

const record = (Key: string) => fileBodyAt(w, { Bucket: 'data', Key })
const pathOf = (file: string): string => join(w.files.folder, file.slice(0, 2), file)

function flip(file: string, at = 0): void {
  const bytes = readFileSync(pathOf(file))
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(pathOf(file), bytes)
}

async function verify({ hasKey = true } = {}) {
  const told: string[] = []
  const found = await verifyObjects({
    store: w.store,
    folder: w.files.folder,
    read: hasKey ? w.files.read : undefined,
    problem: (text) => void told.push(text),
    unreferenced: (text) => void told.push(`alone: ${text}`),
  })
  return { ...found, told }
}

describe.each([true, false])('verifying objects, with the master key: %s', (hasKey) => {
  it('finds nothing where all is as it was stored', async () => {
    expect(await verify({ hasKey })).toEqual({ objects: 2, parts: 0, problems: 0, unreferenced: 0, told: [] })
  })

  it('tells which objects are missing', async () => {
    rmSync(pathOf(record('b/large').file))
    await w.change((state) => state.delete(objectBytesKeys.key(record('a/small').file)))
    const told = ['s3://data/a/small: its bytes are missing', 's3://data/b/large: its bytes are missing']
    expect(await verify({ hasKey })).toEqual({ objects: 2, parts: 0, problems: 2, unreferenced: 0, told })
  })

  it('tells which file is too short', async () => {
    const { file } = record('b/large')
    truncateSync(pathOf(file), 100_000)
    const told = [expect.stringMatching(/^s3:\/\/data\/b\/large: .*100000 bytes, and should have 300080$/)]
    expect(await verify({ hasKey })).toEqual({ objects: 2, parts: 0, problems: 1, unreferenced: 0, told })
  })

  it('tells of bodies that no object refers to, which does not count as a problem', async () => {
    const file = 'ee'.repeat(16)
    const { file: large } = record('b/large')
    await w.change((state) => putObjectBytes(state, 'ff'.repeat(16), Buffer.from('sealed')))
    await w.change((state) => state.put(`${objectKeys.below('data')}b/large`, { ...record('b/large'), file }))
    writeFileSync(join(w.files.folder, large.slice(0, 2), file), '')
    const { unreferenced, told } = await verify({ hasKey })
    expect(unreferenced).toBe(3)
    expect(told).toEqual([
      's3://data/b/large: its bytes are missing',
      `alone: the bytes ${'ff'.repeat(16)} in the store`,
      ...[pathOf(large), join(w.files.folder, large.slice(0, 2), file)].sort().map((path) => `alone: ${path}`),
    ])
  })
})

describe('verifying versions and parts', () => {
  const sound = { problems: 0, unreferenced: 0, told: [] }

  beforeEach(async () => {
    await w.call(PutBucketVersioning, { Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } })
    await w.call(PutObject, { Bucket: 'data', Key: 'a/small', Body: Buffer.from('newer') })
    await w.call(PutObject, { Bucket: 'data', Key: 'b/large', Body: Buffer.alloc(20_000) })
    await w.call(DeleteObject, { Bucket: 'data', Key: 'b/large' })
    await objectOfParts(w, [
      { number: 2, bytes: Buffer.alloc(100_000, 'x') },
      { number: 5, bytes: Buffer.alloc(7, 'y') },
    ])
    await partIn(w, await beginIn(w, { Key: 'begun' }), { Key: 'begun', PartNumber: 3, Body: Buffer.alloc(10) })
  })

  const part = (number: number) => {
    const object = w.read((state) => getObject(state, 'data', 'k'))
    const found = object !== undefined && 'upload' in object ? w.read((state) => getPart(state, object.upload, number)) : undefined
    return { ...(found ?? expect.fail('no such part')), upload: (object as PartsBody).upload }
  }

  it.each([true, false])('finds nothing where all is as it was stored, with the master key: %s', async (hasKey) => {
    expect(await verify({ hasKey })).toEqual({ objects: 4, parts: 3, ...sound })
  })

  it('finds a changed byte in a part, and in an older version', async () => {
    const [older] = w.read((state) => newestVersions(state, 'data', { key: 'a/small', limit: 1 }))
    const [begun] = w
      .read((state) => state.range<PartRecord>({ ...uploadPartKeys.bounds(), limit: 9 }))
      .flatMap(({ value }) => (value.number === 3 ? [value] : []))
    if (older === undefined || !('file' in older) || begun === undefined) expect.fail('not stored')
    for (const { file } of [part(2), begun]) flip(file)
    await w.change((state) => putObjectBytes(state, older.file, Buffer.alloc(26)))
    const { problems, told } = await verify()
    expect(problems).toBe(3)
    expect(told).toEqual([
      expect.stringMatching(/^s3:\/\/data\/k part 2: its bytes in \w+ are damaged: frame 0 /),
      expect.stringMatching(/^s3:\/\/data\/a\/small\?versionId=null: its bytes in \w+ are damaged: /),
      expect.stringMatching(/^s3:\/\/data\/begun part 3 of upload \S+: its bytes in \w+ are damaged: frame 0 /),
    ])
  })

  it('tells which parts of an object have no record, and when none has', async () => {
    const { file, upload } = part(5)
    await w.change((state) => state.delete(uploadPartKey(upload, 5)))
    expect((await verify()).told).toEqual(['s3://data/k part 5: the record of its bytes is missing', `alone: ${pathOf(file)}`])
    await w.change((state) => state.delete(uploadKeys.key(upload)))
    expect((await verify()).told[0]).toBe('s3://data/k: the record of its bytes is missing')
  })
})

describe('verifying the bytes of objects', () => {
  it('finds a changed byte in a file and in the store', async () => {
    const [small, large] = [record('a/small').file, record('b/large').file]
    flip(large, 200_000)
    await w.change((state) =>
      putObjectBytes(
        state,
        small,
        (getObjectBytes(state, small) ?? expect.fail()).map((byte) => byte ^ 1),
      ),
    )
    expect((await verify()).told).toEqual([
      `s3://data/a/small: its bytes in ${small} are damaged: its record in the store does not have the bytes that were written`,
      `s3://data/b/large: its bytes in ${large} are damaged: frame 3 does not have the bytes that were written`,
    ])
  })

  it('compares a body that is not encrypted with its entity tag', async () => {
    const { bodyKey, ...plain } = record('b/large')
    expect(bodyKey?.version).toBe(1)
    await w.change((state) => state.put(`${objectKeys.below('data')}b/large`, plain))
    writeFileSync(pathOf(plain.file), Buffer.alloc(300_000, 'b/large'))
    expect((await verify()).told).toEqual([])
    writeFileSync(pathOf(plain.file), Buffer.alloc(300_000, 'c/large'))
    expect((await verify()).told).toEqual([`s3://data/b/large: its bytes in ${plain.file} are not those of its entity tag`])
  })
})
