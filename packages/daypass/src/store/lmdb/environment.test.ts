import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeRevision } from './codec.js'
import { openEnvironment } from './environment.js'
import { openLmdbStore } from './lmdb-store.js'
import { Snapshots } from './snapshots.js'

const base = mkdtempSync(join(tmpdir(), 'daypass-environment-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const put = (key: string) => ({ expect: [], put: [{ key, value: new Uint8Array([1]) }], del: [] })

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** A fresh environment and a way to raise its revision. */
function environmentOf(name: string) {
  const environment = openEnvironment(join(base, name))
  const raise = (revision: number) =>
    environment.root.childTransaction(() => {
      environment.meta.put(Buffer.from('revision'), encodeRevision(revision))
    })
  return { environment, raise }
}

describe('an lmdb data directory', () => {
  it('is private, even if it was not before, and may have a dot in its name', async () => {
    const directory = join(base, 'data.d')
    mkdirSync(directory, { mode: 0o755 })
    writeFileSync(join(directory, 'lock.mdb'), '')
    chmodSync(join(directory, 'lock.mdb'), 0o666)
    const store = await openLmdbStore({ directory })
    await store.commit(put('a'))
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(readdirSync(directory).sort()).toEqual(['data.mdb', 'lock.mdb'])
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600)
    await store.close()
  })

  it.each(['data.mdb', 'lock.mdb'])('is rejected if %s is a link, and the target of the link does not change', async (name) => {
    const directory = join(base, `linked-${name}`)
    mkdirSync(directory)
    writeFileSync(join(base, `precious-${name}`), 'kept', { mode: 0o644 })
    symlinkSync(join(base, `precious-${name}`), join(directory, name))
    await expect(openLmdbStore({ directory })).rejects.toThrow('ELOOP')
    expect([readFileSync(join(base, `precious-${name}`), 'utf8'), statSync(join(base, `precious-${name}`)).mode & 0o777]).toEqual([
      'kept',
      0o644,
    ])
  })

  it('has the same data when it is opened again, including the log', async () => {
    const directory = join(base, 'again')
    const before = await openLmdbStore({ directory })
    for (const key of ['a', 'b', 'c']) await before.commit(put(key))
    await before.close()
    const after = await openLmdbStore({ directory, keepChanges: 2 })
    expect(
      after
        .view()
        .range('', '', 9)
        .map((entry) => entry.modRevision),
    ).toEqual([1, 2, 3])
    const watch = after.watch({ prefix: '', after: 1, signal: new AbortController().signal })[Symbol.asyncIterator]()
    expect((await watch.next()).value).toMatchObject({ revision: 2, puts: [{ key: 'b' }] })
    const trimmed = after.watch({ prefix: '', after: 0, signal: new AbortController().signal })[Symbol.asyncIterator]()
    await expect(trimmed.next()).rejects.toMatchObject({ code: 'Compacted' })
    await after.close()
  })

  it('is rejected if another format wrote it', async () => {
    const { environment } = environmentOf('format')
    await environment.root.childTransaction(() => {
      environment.meta.put(Buffer.from('format'), encodeRevision(2))
    })
    await environment.root.close()
    await expect(openLmdbStore({ directory: join(base, 'format') })).rejects.toThrow('has format 2')
  })

  it('undoes a transaction that fails in the middle', async () => {
    const { environment } = environmentOf('torn')
    const failing = environment.root.childTransaction(() => {
      environment.data.put(Buffer.from('half'), Buffer.from('x'))
      throw new Error('defect')
    })
    await expect(failing).rejects.toThrow('defect')
    expect(environment.data.get(Buffer.from('half'))).toBeUndefined()
    await environment.root.close()
  })
})

describe('the snapshots of a process', () => {
  it('hold a revision once for all its views, and free it with the last of them', async () => {
    const { environment, raise } = environmentOf('shared')
    const snapshots = new Snapshots(environment, 8)
    const [one, two] = [snapshots.view(), snapshots.view()]
    expect(snapshots.held).toBe(1)
    await raise(1)
    const three = snapshots.view()
    expect([one.revision, three.revision, snapshots.held]).toEqual([0, 1, 2])
    one.release()
    one.release()
    expect([two.get('a'), snapshots.held]).toEqual([undefined, 2])
    two.release()
    three.release()
    expect(snapshots.held).toBe(0)
    await environment.root.close()
  })

  it('end the oldest views instead of holding too many revisions, and never show them another state', async () => {
    const { environment, raise } = environmentOf('capped')
    const snapshots = new Snapshots(environment, 3)
    const views = []
    for (let revision = 0; revision < 6; revision++) {
      views.push(snapshots.view())
      await raise(revision + 1)
    }
    expect(snapshots.held).toBe(3)
    for (const view of views.slice(0, 3)) expect(() => view.get('a')).toThrow(expect.objectContaining({ code: 'ViewEnded' }))
    for (const view of views.slice(3)) expect(view.get('a')).toBeUndefined()
    for (const view of views) view.release()
    expect(snapshots.held).toBe(0)
    await environment.root.close()
  })

  it('free a forgotten view when it is garbage collected', async () => {
    const { environment, raise } = environmentOf('forgotten')
    const snapshots = new Snapshots(environment, 100)
    for (let revision = 1; revision <= 20; revision++) {
      snapshots.view()
      await raise(revision)
    }
    const kept = snapshots.view()
    expect(snapshots.held).toBe(21)
    for (let i = 0; i < 50 && snapshots.held > 1; i++) {
      collectGarbage()
      await setImmediate()
    }
    expect([snapshots.held, kept.revision]).toEqual([1, 20])
    kept.release()
    await environment.root.close()
  })
})
