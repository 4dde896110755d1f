import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../store/memory/memory-store.js'
import type { Store, View } from '../store/store.js'
import { type Derived, type Reader, readSnapshot, transact } from './state.js'

describe('a transaction over records', () => {
  it('sees what it staged, which others see once it has committed', async () => {
    const store = openMemoryStore()
    await transact(store, (state) => {
      state.put('a', { n: 1 })
      expect(state.get('a')).toEqual({ n: 1 })
      expect(readSnapshot(store, (other) => other.get('a'))).toBeUndefined()
      state.put('b', { n: 2 })
      state.delete('b')
      expect(state.get('b')).toBeUndefined()
    })
    expect(readSnapshot(store, (state) => [state.get('a'), state.get('b')])).toEqual([{ n: 1 }, undefined])
  })

  it('writes nothing when its body throws', async () => {
    const store = openMemoryStore()
    const broken = transact(store, (state) => {
      state.put('a', {})
      throw new Error('half-way')
    })
    await expect(broken).rejects.toThrow('half-way')
    expect(readSnapshot(store, (state) => state.get('a'))).toBeUndefined()
  })

  it('does not lose concurrent updates', async () => {
    const store = openMemoryStore()
    const increment = () => transact(store, (state) => state.put('n', { n: (state.get<{ n: number }>('n')?.n ?? 0) + 1 }))
    await Promise.all(Array.from({ length: 30 }, increment))
    expect(readSnapshot(store, (state) => state.get('n'))).toEqual({ n: 30 })
  })

  it('commits in the end when many transactions write one record', async () => {
    const store = openMemoryStore()
    const increment = () =>
      transact(store, async (state) => {
        const before = state.get<{ n: number }>('n')?.n ?? 0
        await Promise.resolve()
        state.put('n', { n: before + 1 })
      })
    await Promise.all(Array.from({ length: 300 }, increment))
    expect(readSnapshot(store, (state) => state.get('n'))).toEqual({ n: 300 })
  })

  it('caches the records of one revision up to its memory limit', async () => {
    const store = openMemoryStore()
    const names = Array.from({ length: 40 }, (_, i) => `big/${i}`)
    for (const name of names) await transact(store, (state) => state.put(name, { text: 'x'.repeat(500_000) }))
    const fetched: string[] = []
    const counted: Store = Object.assign(Object.create(store), { view: () => countedView(store.view(), fetched) })
    for (const name of names) readSnapshot(counted, (state) => state.get(name))
    expect(fetched).toEqual(names)
    readSnapshot(counted, (state) => state.get('big/39'))
    expect(fetched).toHaveLength(40)
    readSnapshot(counted, (state) => state.get('big/0'))
    expect(fetched).toHaveLength(41)
  })

  it('runs again when a record appeared in a range that it had found empty', async () => {
    const store = openMemoryStore()
    let runs = 0
    const found = await transact(store, async (state) => {
      runs += 1
      const children = state.range({ start: 'child/', end: 'child0', limit: 1 })
      if (runs === 1) await transact(store, (other) => other.put('child/1', {}))
      state.put('parent-deleted', { empty: children.length === 0 })
      return children.length
    })
    expect([runs, found]).toEqual([2, 1])
  })
})

describe('a derived value', () => {
  /** Adds the records up, and counts how often. */
  function adding(...keys: string[]) {
    const runs: number[] = []
    const sum = (reader: Reader): Derived<number> => {
      runs.push(reader.revision)
      return { value: keys.reduce((total, key) => total + (reader.get<{ n: number }>(key)?.n ?? 0), 0), bytes: 8 }
    }
    return { runs, in: (state: Reader) => state.derived('sum', sum) }
  }
  async function storeOf(records: Record<string, number>): Promise<Store> {
    const store = openMemoryStore()
    await transact(store, (state) => {
      for (const [key, n] of Object.entries(records)) state.put(key, { n })
    })
    return store
  }

  it('is computed once for everyone who reads a revision, and again after a commit', async () => {
    const store = await storeOf({ a: 1, b: 2 })
    const sum = adding('a', 'b')
    const read = () => readSnapshot(store, sum.in)
    expect([read(), read(), await transact(store, sum.in)]).toEqual([3, 3, 3])
    await transact(store, (state) => state.put('b', { n: 5 }))
    expect([read(), read(), sum.runs]).toEqual([6, 6, [1, 2]])
  })

  it('is of staged changes where there are any, which no other request sees', async () => {
    const store = await storeOf({ a: 1 })
    const sum = adding('a')
    readSnapshot(store, sum.in)
    await transact(store, (state) => {
      state.put('a', { n: 10 })
      expect([sum.in(state), readSnapshot(store, sum.in)]).toEqual([10, 1])
    })
  })

  it.each([
    ['itself', (_store: Store, _sum: ReturnType<typeof adding>) => {}],
    ['from another request', (store: Store, sum: ReturnType<typeof adding>) => readSnapshot(store, sum.in)],
  ])('that a transaction has %s is expected by its commit, also where nothing was', async (_, before) => {
    for (const changed of ['a', 'missing']) {
      const store = await storeOf({ a: 1 })
      const sum = adding('a', 'missing')
      before(store, sum)
      let runs = 0
      await transact(store, async (state) => {
        runs += 1
        const n = sum.in(state)
        if (runs === 1) await transact(store, (other) => other.put(changed, { n: 7 }))
        state.put('result', { n })
      })
      expect([changed, runs, readSnapshot(store, (state) => state.get('result'))]).toEqual([changed, 2, { n: changed === 'a' ? 7 : 8 }])
    }
  })

  it('of more records than a commit may expect is one expectation of their range', async () => {
    const range = { start: 'p/', end: 'p0' }
    const keys = Array.from({ length: 200 }, (_, n) => `p/${n}`)
    const store = openMemoryStore()
    await transact(store, (state) => state.put('p/7', { n: 7 }))
    const found = (state: Reader) =>
      state.derived('found', (reader) => ({ value: keys.filter((key) => reader.getWithin(key, range)).length, bytes: 8 }))
    let runs = 0
    for (const other of ['p/9', 'elsewhere']) {
      runs = 0
      readSnapshot(store, found)
      await transact(store, async (state) => {
        runs += 1
        const n = found(state)
        if (runs === 1) await transact(store, (another) => another.put(other, {}))
        state.put('result', { n })
      })
      expect([other, runs]).toEqual([other, other === 'p/9' ? 2 : 1])
    }
  })

  it('of derived values has read what they have read', async () => {
    const store = await storeOf({ a: 1 })
    const inner = adding('a')
    const outer = (state: Reader) => state.derived('outer', (reader) => ({ value: inner.in(reader) + 1, bytes: 8 }))
    readSnapshot(store, outer)
    let runs = 0
    await transact(store, async (state) => {
      runs += 1
      const n = outer(state)
      if (runs === 1) await transact(store, (other) => other.put('a', { n: 2 }))
      state.put('result', { n })
    })
    expect([runs, readSnapshot(store, (state) => state.get('result'))]).toEqual([2, { n: 3 }])
  })

  it('is not made of ranges or counts, and one that fails is not kept', async () => {
    const store = await storeOf({ a: 1 })
    const bounds = { start: 'a', end: 'b', limit: 1 }
    readSnapshot(store, (state) => {
      for (const read of [(reader: Reader) => reader.range(bounds), (reader: Reader) => reader.count(bounds)])
        expect(() => state.derived('ranges', (reader) => ({ value: read(reader), bytes: 8 }))).toThrow(
          'a derived value is made of single records',
        )
      expect(state.derived('ranges', () => ({ value: 'sound', bytes: 8 }))).toBe('sound')
      expect(state.range(bounds)).toHaveLength(1)
    })
  })

  it('is kept up to a limit of memory', async () => {
    const store = await storeOf({})
    const made: string[] = []
    const big = (name: string) => readSnapshot(store, (state) => state.derived(name, () => ({ value: made.push(name), bytes: 10_000_000 })))
    for (const name of ['1', '2', '3', '4', '4', '1']) big(name)
    expect(made).toEqual(['1', '2', '3', '4', '1'])
  })

  it('that is larger than this limit is made once for each reader', async () => {
    const store = await storeOf({ a: 1 })
    const made: number[] = []
    const huge = (state: Reader) => state.derived('huge', () => ({ value: made.push(state.revision), bytes: 40_000_000 }))
    for (let i = 0; i < 2; i++) readSnapshot(store, (state) => [huge(state), huge(state), huge(state)])
    expect(made).toHaveLength(2)
  })

  it('is made once after each staged change', async () => {
    const store = await storeOf({ a: 1, b: 2 })
    const sum = adding('a', 'b')
    const sums = await transact(store, (state) => {
      const before = [sum.in(state), sum.in(state)]
      state.put('a', { n: 10 })
      const after = [sum.in(state), sum.in(state)]
      state.delete('b')
      return [...before, ...after, sum.in(state), sum.in(state)]
    })
    expect(sums).toEqual([3, 3, 12, 12, 10, 10])
    expect(sum.runs).toHaveLength(3)
  })
})

/** A view that records what is read from it. */
function countedView(view: View, fetched: string[]): View {
  return {
    revision: view.revision,
    range: (start, end, limit) => view.range(start, end, limit),
    release: () => view.release(),
    get: (key) => {
      fetched.push(key)
      return view.get(key)
    },
  }
}
