import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { getObject, type ObjectRecord, objectKeys } from '../../directory/s3/object.js'
import { getObjectBytes, objectBytesKeys, putObjectBytes } from '../../directory/s3/object-bytes.js'
import { CreateBucket } from '../../services/s3/buckets/CreateBucket.js'
import { PutObject } from '../../services/s3/objects/PutObject.js'
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

const record = (key: string): ObjectRecord => w.read((state) => getObject(state, 'data', key)) ?? expect.fail('not stored')
const pathOf = (file: string): string => join(w.files.folder, file.slice(0, 2), file)

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
    expect(await verify({ hasKey })).toEqual({ objects: 2, problems: 0, unreferenced: 0, told: [] })
  })

  it('tells which objects are missing', async () => {
    rmSync(pathOf(record('b/large').file))
    await w.change((state) => state.delete(objectBytesKeys.key(record('a/small').file)))
    const told = ['s3://data/a/small: its bytes are missing', 's3://data/b/large: its bytes are missing']
    expect(await verify({ hasKey })).toEqual({ objects: 2, problems: 2, unreferenced: 0, told })
  })

  it('tells which file is too short', async () => {
    const { file } = record('b/large')
    truncateSync(pathOf(file), 100_000)
    const told = [expect.stringMatching(/^s3:\/\/data\/b\/large: .*100000 bytes, and should have 300080$/)]
    expect(await verify({ hasKey })).toEqual({ objects: 2, problems: 1, unreferenced: 0, told })
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

describe('verifying the bytes of objects', () => {
  it('finds a changed byte in a file and in the store', async () => {
    const [small, large] = [record('a/small').file, record('b/large').file]
    const bytes = readFileSync(pathOf(large))
    bytes[200_000] = (bytes[200_000] ?? 0) ^ 1
    writeFileSync(pathOf(large), bytes)
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
