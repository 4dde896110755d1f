import { describe, expect, it } from 'vitest'
import { openMemoryStore } from './memory/memory-store.js'
import type { Store } from './store.js'
import { OutcomeUnknown } from './store.js'
import { abort, commitCounts, transactStore } from './transact.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const put = (store: Store, key: string, value = '') => store.commit({ expect: [], put: [{ key, value: bytes(value) }], del: [] })
const del = (store: Store, key: string) => store.commit({ expect: [], put: [], del: [key] })

/** Runs a body that reads, is overtaken by `meanwhile` the first time, and writes `result`; returns how often it ran. */
async function overtaken(
  store: Store,
  read: Parameters<typeof transactStore<void>>[1],
  meanwhile: () => Promise<unknown>,
): Promise<number> {
  let runs = 0
  await transactStore(store, async (reader, writer) => {
    runs += 1
    await read(reader, writer)
    if (runs === 1) await meanwhile()
    writer.put('result', bytes(String(runs)))
  })
  return runs
}

describe('transact', () => {
  it('commits what the body wrote and returns its value and the revision', async () => {
    const store = openMemoryStore()
    await put(store, 'gone')
    const result = await transactStore(store, (reader, writer) => {
      writer.create('a', bytes('1'))
      writer.put('b', bytes('0'))
      writer.put('b', bytes('1'))
      writer.del('gone')
      return reader.revision
    })
    expect(result).toEqual({ ok: true, value: 1, revision: 2 })
    expect(
      store
        .view()
        .range('', '', 9)
        .map((entry) => entry.key),
    ).toEqual(['a', 'b'])
    expect((await store.get('b'))?.value).toEqual(bytes('1'))
  })

  it('tells of each commit, and of none for a body that only read', async () => {
    const store = openMemoryStore()
    const told: Promise<unknown>[] = []
    const watch = (commit: Promise<unknown>) => void told.push(commit)
    await transactStore(store, (reader) => void reader.get('a'), { watch })
    expect(told).toEqual([])
    let runs = 0
    const body: Parameters<typeof transactStore<void>>[1] = async (reader, writer) => {
      reader.get('a')
      if (runs++ === 0) await put(store, 'a')
      writer.put('a', bytes('1'))
    }
    await transactStore(store, body, { watch })
    expect(await Promise.all(told)).toEqual([
      { ok: false, reason: 'conflict' },
      { ok: true, revision: 2 },
    ])
  })

  it('commits nothing for a body that only read, and returns the revision that it read', async () => {
    const store = openMemoryStore()
    await put(store, 'a', '1')
    expect(await transactStore(store, (reader) => reader.get('a')?.modRevision)).toEqual({ ok: true, value: 1, revision: 1 })
    expect(await store.revision()).toBe(1)
  })

  it('reads first from a view that it is given, does not release it, and never overwrites what that view does not have', async () => {
    const store = openMemoryStore()
    await put(store, 'a', '1')
    const first = store.view()
    await put(store, 'a', '2')
    const revisions: number[] = []
    const body: Parameters<typeof transactStore<string>>[1] = (reader, writer) => {
      revisions.push(reader.revision)
      const seen = new TextDecoder().decode(reader.get('a')?.value)
      writer.put('a', bytes(`${seen}+`))
      return seen
    }
    expect(await transactStore(store, body, { first })).toEqual({ ok: true, value: '2', revision: 3 })
    expect(revisions).toEqual([1, 2])
    expect((await store.get('a'))?.value).toEqual(bytes('2+'))
    expect(first.get('a')?.value).toEqual(bytes('1'))
    expect(await transactStore(store, (reader) => reader.revision, { first })).toEqual({ ok: true, value: 1, revision: 1 })
    first.release()
  })

  it('writes nothing when the body aborts, and returns its reason', async () => {
    const store = openMemoryStore()
    const result = await transactStore(store, (_, writer) => {
      writer.put('a', bytes('1'))
      return abort({ code: 'LimitExceeded' })
    })
    expect(result).toEqual({ ok: false, reason: { code: 'LimitExceeded' } })
    expect(await store.revision()).toBe(0)
  })

  it('writes nothing when the body throws', async () => {
    const store = openMemoryStore()
    const body = (_: unknown, writer: { put(key: string, value: Uint8Array): void }): never => {
      writer.put('a', bytes('1'))
      throw new Error('defect')
    }
    await expect(transactStore(store, body)).rejects.toThrow('defect')
    expect(await store.revision()).toBe(0)
  })

  it.each<[string, Parameters<typeof transactStore<void>>[1], (store: Store) => Promise<unknown>, number]>([
    ['a key that it read changes', (reader) => void reader.get('r/a'), (store) => put(store, 'r/a', '2'), 2],
    ['a key that it found absent appears', (reader) => void reader.get('r/x'), (store) => put(store, 'r/x'), 2],
    ['a key appears in a range that it read', (reader) => void reader.range('r/', 'r0', 9), (store) => put(store, 'r/x'), 2],
    ['a key appears in an empty range that it read', (reader) => void reader.range('s/', 's0', 1), (store) => put(store, 's/x'), 2],
    ['a key disappears from a range that it read', (reader) => void reader.range('r/', 'r0', 9), (store) => del(store, 'r/b'), 2],
    ['a key changes in the part of a range that it read', (reader) => void reader.range('r/', 'r0', 1), (store) => put(store, 'r/a'), 2],
    [
      'a key appears directly before the last one that it read',
      (reader) => void reader.range('r/', 'r0', 2),
      (store) => put(store, 'r/a\u0000'),
      2,
    ],
    [
      'only a key after the part of a range that it read changes',
      (reader) => void reader.range('r/', 'r0', 1),
      (store) => put(store, 'r/b'),
      1,
    ],
    ['only keys that it did not read change', (reader) => void reader.range('r/', 'r0', 9), (store) => put(store, 'r0'), 1],
  ])('runs the body as often as needed when %s', async (_, read, meanwhile, runs) => {
    const store = openMemoryStore()
    await put(store, 'r/a', '1')
    await put(store, 'r/b', '1')
    expect(await overtaken(store, read, () => meanwhile(store))).toBe(runs)
    expect((await store.get('result'))?.value).toEqual(bytes(String(runs)))
  })

  it('conflicts when a key to create exists', async () => {
    const store = openMemoryStore()
    await put(store, 'a', 'kept')
    await expect(transactStore(store, (_, writer) => writer.create('a', bytes('new')))).rejects.toMatchObject({ code: 'Contention' })
    expect((await store.get('a'))?.value).toEqual(bytes('kept'))
  })

  it.each([undefined, 3])('fails with Contention when others win every time (attempts: %s)', async (attempts) => {
    const store = openMemoryStore()
    let runs = 0
    const losing = transactStore(
      store,
      async (reader, writer) => {
        runs += 1
        reader.get('a')
        await put(store, 'a', String(runs))
        writer.put('a', bytes('lost'))
      },
      attempts === undefined ? {} : { attempts },
    )
    await expect(losing).rejects.toMatchObject({ code: 'Contention' })
    expect(runs).toBe(attempts ?? 512)
    expect((await store.get('a'))?.value).toEqual(bytes(String(runs)))
  })

  const twice = (first: unknown, second: unknown): void => void [first, second]

  it.each<[string, Parameters<typeof transactStore<void>>[1]]>([
    ['reads a key it has written', (reader, writer) => twice(writer.put('a', bytes('')), reader.get('a'))],
    ['reads a range it has written into', (reader, writer) => twice(writer.del('a/b'), reader.range('a/', 'a0', 1))],
    ['creates a key that it has read', (reader, writer) => twice(reader.get('there'), writer.create('there', bytes('')))],
    [
      'changes 128 keys, which leaves no room for a commit id',
      (_, writer) => Array.from({ length: 128 }, (_, i) => writer.del(`k${i}`)).at(0),
    ],
  ])('rejects a body that %s', async (_, body) => {
    const store = openMemoryStore()
    await put(store, 'there')
    await expect(transactStore(store, body)).rejects.toMatchObject({ code: 'StoreMisuse' })
    expect(await store.revision()).toBe(1)
  })

  it('never retries a commit whose outcome is unknown', async () => {
    const store = openMemoryStore()
    let commits = 0
    const commit = async (): Promise<never> => {
      commits += 1
      throw new OutcomeUnknown('the answer was lost')
    }
    const losing: Store = Object.assign(Object.create(store), { commit, view: () => store.view() })
    await expect(transactStore(losing, (_, writer) => writer.put('a', bytes('')))).rejects.toMatchObject({ code: 'OutcomeUnknown' })
    expect(commits).toBe(1)
  })

  it('releases the view that it read from, however the body ends', async () => {
    const store = openMemoryStore()
    const views: ReturnType<Store['view']>[] = []
    const watched: Store = Object.assign(Object.create(store), {
      commit: store.commit.bind(store),
      view: () => views[views.push(store.view()) - 1],
    })
    await transactStore(watched, (_, writer) => writer.put('a', bytes('')))
    await transactStore(watched, () => abort('no'))
    await transactStore(watched, () => Promise.reject(new Error('defect'))).catch(() => 'expected')
    expect(views).toHaveLength(3)
    for (const view of views) expect(() => view.get('a')).toThrow(expect.objectContaining({ code: 'ViewEnded' }))
  })
})

describe('keys of a range that a transaction reads', () => {
  const range = { start: 'p/', end: 'p0' }
  const reading =
    (count: number): Parameters<typeof transactStore<void>>[1] =>
    (reader) => {
      for (let n = 0; n < count; n++) reader.getWithin(`p/${n}`, range)
    }
  const holding = async (count: number) => {
    const store = openMemoryStore()
    for (let n = 0; n < count; n++) await put(store, `p/${n}`)
    return store
  }

  it.each([1, 128, 129, 300])('may be %i', async (count) => {
    expect(await overtaken(await holding(count), reading(count), async () => {})).toBe(1)
  })

  it.each<[string, number, string, number]>([
    ['one of few is changed', 10, 'p/1', 2],
    ['one of many is changed', 200, 'p/1', 2],
    ['another is changed, of few', 10, 'p/x', 1],
    ['another is changed, of many', 200, 'p/x', 2],
    ['a key outside is changed', 200, 'q/1', 1],
  ])('when %s: with %i, a change of %s runs the body %i times', async (_what, count, key, runs) => {
    const store = await holding(count)
    expect(await overtaken(store, reading(count), () => put(store, key, 'new'))).toBe(runs)
  })

  it('are noticed when one is removed, as long as there is room to expect each', async () => {
    const store = await holding(10)
    expect(await overtaken(store, reading(10), () => del(store, 'p/1'))).toBe(2)
  })

  it('are expected once with what else was read of them', async () => {
    const store = await holding(100)
    const both: Parameters<typeof transactStore<void>>[1] = async (reader, writer) => {
      await reading(100)(reader, writer)
      for (let n = 0; n < 100; n++) reader.get(`p/${n}`)
    }
    expect(await overtaken(store, both, () => put(store, 'p/x'))).toBe(1)
  })

  it('may be read as a whole, beyond what a commit may expect', async () => {
    const store = openMemoryStore()
    for (let n = 0; n < 300; n++) await put(store, `p/${n}`)
    const counts: number[] = []
    await transactStore(store, (reader, writer) => {
      counts.push(reader.rangeWithin('p/', 'p0', 250).length, reader.rangeWithin('p/', 'p0', 1_000).length)
      writer.put('result', bytes(''))
    })
    expect(counts).toEqual([250, 300])
  })
})

describe('the counts of commits', () => {
  it('tell commits and conflicts, each store its own, and no transaction that wrote nothing', async () => {
    const store = openMemoryStore()
    await overtaken(
      store,
      (reader) => void reader.get('k'),
      () => put(store, 'k'),
    )
    await transactStore(store, (reader) => void reader.get('k'))
    expect(commitCounts(store)).toEqual({ commits: 1, conflicts: 1 })
    expect(commitCounts(openMemoryStore())).toEqual({ commits: 0, conflicts: 0 })
  })
})
