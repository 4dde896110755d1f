import assert from 'node:assert/strict'
import type { Entry, Store } from '../store.js'
import { STORE_LIMITS, UNBOUNDED } from '../store.js'
import type { Case } from './case.js'
import { allKeys, bytes, commitOf, errorCodeOf, take, text, write } from './case.js'

const entry = (key: string, modRevision: number, value = ''): Entry => ({ key, value: bytes(value), modRevision })

async function* inBatches(...batches: readonly (readonly Entry[])[]): AsyncGenerator<readonly Entry[]> {
  yield* batches
}

const load = (store: Store, ...batches: readonly (readonly Entry[])[]): Promise<void> => store.load(inBatches(...batches), 1_000)

const manyEntries = (prefix: string, count: number): Entry[] =>
  Array.from({ length: count }, (_, at) => entry(`${prefix}${String(at).padStart(4, '0')}`, 900, String(at)))

const misuses: Record<string, readonly (readonly Entry[])[]> = {
  'a record beyond the revision': [[entry('a', 1_001)]],
  'a record without a revision': [[entry('a', 0)]],
  'a key that comes twice': [[entry('a', 1)], [entry('a', 2)]],
  'a key that comes twice at once': [[entry('a', 1), entry('a', 2)]],
  'an empty key': [[entry('', 1)]],
  'a value over the limit': [[{ key: 'a', value: new Uint8Array(STORE_LIMITS.valueBytes + 1), modRevision: 1 }]],
}

/** Loading: the records of another store, at their own revisions. */
export const loadCases: readonly Case[] = [
  {
    name: 'is loaded with records that keep their revisions, in any order',
    keepsRevisions: true,
    run: async (store) => {
      await load(store, [entry('b', 7, '1'), entry('a', 900, '2')], [], [entry('c', 1, '3')])
      assert.equal(await store.revision(), 1_000)
      const { entries, revision } = await store.range({ start: '', end: UNBOUNDED, limit: 10 })
      assert.equal(revision, 1_000)
      assert.deepEqual(entries, [entry('a', 900, '2'), entry('b', 7, '1'), entry('c', 1, '3')])
      const view = store.view()
      assert.deepEqual([view.revision, view.get('b')], [1_000, entry('b', 7, '1')])
      view.release()
    },
  },
  {
    name: 'commits after a load as to any store: newer than all that was loaded, and expecting the revisions that were',
    keepsRevisions: true,
    run: async (store) => {
      await load(store, [entry('a', 7), entry('b', 8)])
      assert.equal((await store.commit(commitOf({ a: 'x' }, { expect: [{ key: 'a', modRevision: 8 }] }))).ok, false)
      const unchanged = { expect: [{ key: 'a', modRevision: 7 }], expectRanges: [{ start: 'b', end: 'c', unchangedSince: 8 }] }
      assert.deepEqual(await store.commit(commitOf({ a: 'x' }, unchanged)), { ok: true, revision: 1_001 })
      const changed = { expectRanges: [{ start: 'a', end: 'b', unchangedSince: 1_000 }] }
      assert.equal((await store.commit(commitOf({ d: '' }, changed))).ok, false)
      assert.equal(await write(store, {}, { del: ['b'] }), 1_002)
      assert.deepEqual(
        (await take(store, { prefix: '', after: 1_000 }, 2)).map((change) => change.revision),
        [1_001, 1_002],
      )
      assert.equal(text((await store.get('a'))?.value), 'x')
    },
  },
  {
    name: 'shows after a load exactly what was loaded, at the given revision or a later one',
    run: async (store) => {
      await load(store, [entry('b', 7, '1'), entry('a', 900, '2')], [], manyEntries('m', 300))
      const { entries, revision } = await store.range({ start: '', end: UNBOUNDED, limit: 1_000 })
      assert.ok(revision >= 1_000)
      assert.deepEqual(
        entries.map(({ key, value }) => [key, text(value)]),
        [['a', '2'], ['b', '1'], ...manyEntries('m', 300).map(({ key, value }) => [key, text(value)])],
      )
      for (const { key, modRevision } of entries) {
        assert.ok(modRevision >= 1_000 || modRevision === (key === 'b' ? 7 : 900))
        assert.ok(modRevision <= revision)
      }
      assert.equal(await store.revision(), revision)
    },
  },
  {
    name: 'commits after a load at newer revisions than all that was loaded, and expecting those that its records have',
    run: async (store) => {
      await load(store, [entry('a', 7), entry('b', 8)])
      const [a, b] = [await store.get('a'), await store.get('b')]
      const begun = await store.revision()
      const stale = { expect: [{ key: 'a', modRevision: a!.modRevision - 1 }] }
      assert.equal((await store.commit(commitOf({ a: 'x' }, stale))).ok, false)
      const unchanged = {
        expect: [{ key: 'a', modRevision: a!.modRevision }],
        expectRanges: [
          { start: 'b', end: 'c', unchangedSince: b!.modRevision },
          { start: 'n', end: 'o', unchangedSince: 8 },
        ],
      }
      const first = await write(store, { a: 'x' }, unchanged)
      assert.ok(first > begun)
      const changed = { expectRanges: [{ start: 'a', end: 'b', unchangedSince: begun }] }
      assert.equal((await store.commit(commitOf({ d: '' }, changed))).ok, false)
      const second = await write(store, {}, { del: ['b'] })
      assert.ok(second > first)
      assert.deepEqual(
        (await take(store, { prefix: '', after: begun }, 2)).map((change) => change.revision),
        [first, second],
      )
    },
  },
  {
    name: 'is loaded with the longest keys and the largest values',
    run: async (store) => {
      const long = (at: number): string => String(at).padStart(STORE_LIMITS.keyBytes, 'k')
      const large = new Uint8Array(STORE_LIMITS.valueBytes)
      await load(
        store,
        Array.from({ length: 200 }, (_, at) => entry(long(at), 1)),
        [1, 2, 3].map((at) => ({ key: `v${at}`, value: large, modRevision: 1 })),
      )
      assert.equal((await allKeys(store)).length, 203)
      assert.equal((await store.get('v2'))?.value.byteLength, large.byteLength)
    },
  },
  {
    name: 'has no history from before a load',
    run: async (store) => {
      await load(store, [entry('a', 7)])
      assert.equal(await errorCodeOf(take(store, { prefix: '', after: 999 }, 1)), 'Compacted')
      assert.equal(await errorCodeOf(store.range({ start: '', end: UNBOUNDED, limit: 1, atRevision: 999 })), 'Compacted')
    },
  },
  {
    name: 'does not load where anything was ever committed',
    run: async (store) => {
      await write(store, { a: '1' })
      await write(store, {}, { del: ['a'] })
      assert.equal(await errorCodeOf(load(store, [entry('b', 1)])), 'StoreMisuse')
      assert.deepEqual([await allKeys(store), await store.revision()], [[], 2])
    },
  },
  ...Object.entries(misuses).map(
    ([name, batches]): Case => ({
      name: `does not load ${name}`,
      run: async (store) => assert.equal(await errorCodeOf(load(store, ...batches)), 'StoreMisuse'),
    }),
  ),
]
