import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../store/memory/memory-store.js'
import type { Store, View } from '../store/store.js'
import { readSnapshot, transact } from './state.js'

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
