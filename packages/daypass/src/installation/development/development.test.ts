import { createSecretKey } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemIds } from '../../core/ids.js'
import { KeyRing } from '../../directory/key-ring.js'
import { readSnapshot, transact } from '../../directory/state.js'
import { makeObjectFiles } from '../../services/s3/files/object-files.js'
import { openLmdbStore } from '../../store/lmdb/lmdb-store.js'
import { openMemoryStore } from '../../store/memory/memory-store.js'
import type { Store } from '../../store/store.js'
import { stoppedClock } from '../../testing/world.js'
import { type Meta, readMeta, writeMeta } from '../meta.js'
import { type Developed, develop } from './development.js'
import { TestIssuer } from './test-issuer.js'

const meta: Meta = {
  ...{ installation: 'i', schema: 1, account: '000000000000', rootKeyId: 'AKIAROOT', masterKeyCheck: '' },
  ...{ clockOffset: 0, createdAt: 0 },
}
const ids = systemIds()
const clock = stoppedClock()
const uses = { write: async () => {}, forget: async () => {} }
let folder = ''
let store: Store
let ring: KeyRing
let developed: Developed
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-development-'))
})
afterEach(async () => {
  await developed.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function begin(engine: 'memory' | 'lmdb') {
  store = engine === 'memory' ? openMemoryStore() : await openLmdbStore({ directory: join(folder, 'store') })
  ring = new KeyRing(createSecretKey(Buffer.alloc(32, 7)))
  await transact(store, (state) => {
    writeMeta(state, meta)
    for (const purpose of ['storage', 'session'] as const) ring.rotate(state, purpose, { ids, now: 0 })
    state.put('access-key/AKIAROOT', { status: 'Active' })
  })
  clock.move(0)
  const own = makeObjectFiles(join(folder, 'objects'), { ids, ring, read: (body) => readSnapshot(store, body), warn: () => {} })
  const testIssuer = new TestIssuer({ ids, now: () => clock.now(), base: () => 'http://127.0.0.1' })
  developed = develop({ store, clock, ids, ring, meta, resetOffset: 0, uses, testIssuer }, own)
  return developed.development
}

const put = (key: string, record: object) => transact(store, (state) => state.put(key, record))
const get = (key: string) => readSnapshot(store, (state) => state.get<object>(key))
const keys = () => readSnapshot(store, (state) => state.range({ start: '', end: '', limit: 1_000 }).map(({ key }) => key))
const sessionVersion = () => readSnapshot(store, (state) => ring.current(state, 'session').version)

/** Puts an object with a file of its own, and removes the file that it replaces, as the service does. */
async function putObject(key: string): Promise<string> {
  const body = (async function* () {
    yield Buffer.from('x')
  })()
  const received = await developed.files.receive(body, 10)
  if (received === 'too large') throw new Error('too large')
  const replaced = get(`object/b/${key}`) as { file: string } | undefined
  await put(`object/b/${key}`, { file: received.file })
  if (replaced !== undefined) await developed.files.remove(replaced.file)
  return received.file
}
async function deleteObject(key: string): Promise<void> {
  const { file } = get(`object/b/${key}`) as { file: string }
  await transact(store, (state) => state.delete(`object/b/${key}`))
  await developed.files.remove(file)
}
const files = () =>
  readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? [entry.name] : []))
    .sort()

describe.each(['memory', 'lmdb'] as const)('what --dev adds, with the store %s', (engine) => {
  it('brings a snapshot back: what was there, and nothing else', async () => {
    const development = await begin(engine)
    await put('user/1', { name: 'kept' })
    await put('user/2', { name: 'as before' })
    const before = keys()
    expect(await development.snapshot('s')).toMatchObject({ name: 's', records: before.length })
    await put('user/2', { name: 'changed' })
    await put('user/3', { name: 'new' })
    await transact(store, (state) => state.delete('user/1'))
    await development.restore('s')
    expect([keys(), get('user/1'), get('user/2')]).toEqual([before, { name: 'kept' }, { name: 'as before' }])
    await put('user/2', { name: 'changed again' })
    await development.restore('s')
    expect(get('user/2')).toEqual({ name: 'as before' })
  })

  it('never repeats a revision, and leaves the revision of what has not changed', async () => {
    const development = await begin(engine)
    await put('user/1', { name: 'a' })
    await put('user/2', { name: 'b' })
    const revisionOf = (key: string) => readSnapshot(store, (state) => state.revisionOf(key))
    const [first, second] = [revisionOf('user/1'), revisionOf('user/2')]
    await development.snapshot('s')
    await put('user/2', { name: 'c' })
    const changed = revisionOf('user/2')
    await development.restore('s')
    expect(revisionOf('user/1')).toBe(first)
    expect(revisionOf('user/2')).toBeGreaterThan(changed)
    expect(second).toBeLessThan(changed)
  })

  it('ends every session with a restore and with a reset: the session key is new, with a number that was never used', async () => {
    const development = await begin(engine)
    await development.snapshot('s')
    const versions = [sessionVersion()]
    for (const command of [() => development.restore('s'), () => development.reset(), () => development.restore('s')]) {
      await command()
      versions.push(sessionVersion())
    }
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b))
    expect(readSnapshot(store, (state) => versions.slice(0, -1).map((version) => ring.version(state, version, 'session')))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(readSnapshot(store, (state) => ring.current(state, 'storage').version)).toBe(1)
  })

  it('brings the clock back, and resets it', async () => {
    const development = await begin(engine)
    await development.moveClock(1_000)
    await development.snapshot('s')
    await development.moveClock(5_000)
    await development.restore('s')
    const kept = () => readSnapshot(store, (state) => readMeta(state)?.clockOffset)
    expect([clock.offset(), kept()]).toEqual([1_000, 1_000])
    await development.reset()
    expect([clock.offset(), kept()]).toEqual([0, 0])
  })

  it('gives back the root key in a reset, whatever happened to it', async () => {
    const development = await begin(engine)
    const before = keys()
    await put('access-key/AKIAROOT', { status: 'Inactive' })
    await put('user/1', {})
    await development.reset()
    expect([keys(), get('access-key/AKIAROOT')]).toEqual([before, { status: 'Active' }])
    await transact(store, (state) => state.delete('access-key/AKIAROOT'))
    await development.reset()
    expect(keys()).toEqual(before)
  })

  it('keeps the files that a snapshot refers to, and removes each when nothing refers to it any more', async () => {
    const development = await begin(engine)
    const [first, other] = [await putObject('a'), await putObject('b')]
    await development.snapshot('s')
    const second = await putObject('a')
    await deleteObject('b')
    expect(files()).toEqual([first, other, second].sort())
    await development.restore('s')
    expect(files()).toEqual([first, other].sort())
    await deleteObject('a')
    // The same name again: what only the older snapshot had goes.
    await development.snapshot('s')
    expect(files()).toEqual([other])
    await development.reset()
    expect(files()).toEqual([other])
    await development.removeSnapshot('s')
    expect(files()).toEqual([])
  })

  it('keeps the file of an older version, which no object has', async () => {
    const development = await begin(engine)
    const file = await putObject('a')
    await development.snapshot('s')
    await put('object-version/b/a\0fffffffffffe', { file })
    await transact(store, (state) => state.delete('object/b/a'))
    await development.removeSnapshot('s')
    expect(files()).toEqual([file])
  })

  it('does not lose a file that a late removal names after a restore has brought its object back', async () => {
    const development = await begin(engine)
    const file = await putObject('a')
    await development.snapshot('s')
    await transact(store, (state) => state.delete('object/b/a'))
    await development.restore('s')
    await development.removeSnapshot('s')
    await developed.files.remove(file)
    expect(files()).toEqual([file])
    await deleteObject('a')
    expect(files()).toEqual([])
  })

  it('does not leave files behind when it ends', async () => {
    const development = await begin(engine)
    await putObject('a')
    await development.snapshot('s')
    await deleteObject('a')
    expect(files()).toHaveLength(1)
    await developed.close()
    expect(files()).toEqual([])
  })

  it('runs commands that come together one after another, and goes on after one that fails', async () => {
    const development = await begin(engine)
    const all = [
      development.snapshot('a'),
      development.restore('none'),
      development.moveClock(7),
      development.snapshot('b'),
      development.restore('a'),
    ]
    const outcomes = await Promise.allSettled(all)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(clock.offset()).toBe(0)
    await development.restore('b')
    expect(clock.offset()).toBe(7)
  })
})

describe('what --dev adds', () => {
  it.each(['', '../x', 'a/b', '.hidden', 'a b', 'a\0', 'x'.repeat(65), '__proto__'])('takes no snapshot of the name %j', async (name) => {
    const development = await begin('memory')
    await expect(development.snapshot(name)).rejects.toThrow('the name of a snapshot has 1 to 64 of the characters')
    await expect(development.restore(name)).rejects.toThrow('there is no snapshot of this name; none was taken since the start')
  })

  it('says which snapshots there are', async () => {
    const development = await begin('memory')
    for (const name of ['b', 'a', 'b']) await development.snapshot(name)
    expect(development.snapshots().map(({ name }) => name)).toEqual(['a', 'b'])
    await expect(development.removeSnapshot('c')).rejects.toThrow('there are: a, b')
  })
})
