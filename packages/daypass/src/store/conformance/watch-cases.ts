import assert from 'node:assert/strict'
import { UNBOUNDED } from '../store.js'
import type { Case } from './case.js'
import { allKeys, bytes, errorCodeOf, take, turn, write } from './case.js'

const signal = (): AbortSignal => new AbortController().signal

/** Watches, clear and close. */
export const watchCases: readonly Case[] = [
  {
    name: 'shows a watch each commit as one change, in order, as it was written, however often the key changed since',
    run: async (store) => {
      await write(store, { a: '1', b: '1' })
      await write(store, { a: '2' }, { del: ['b', 'absent'] })
      assert.deepEqual(await take(store, { prefix: '', after: 0 }, 2), [
        {
          revision: 1,
          puts: ['a', 'b'].map((key) => ({ key, value: bytes('1'), modRevision: 1 })),
          dels: [],
        },
        { revision: 2, puts: [{ key: 'a', value: bytes('2'), modRevision: 2 }], dels: ['b'] },
      ])
    },
  },
  {
    name: 'wakes a waiting watch, and resumes one from an old revision without a gap',
    run: async (store) => {
      const waiting = take(store, { prefix: '', after: 0 }, 3)
      await turn()
      for (const value of ['1', '2', '3', '4', '5']) await write(store, { a: value })
      const seen = (await waiting).map((change) => change.revision)
      const rest = await take(store, { prefix: '', after: 3 }, 2)
      assert.deepEqual([...seen, ...rest.map((change) => change.revision)], [1, 2, 3, 4, 5])
    },
  },
  {
    name: 'shows a watch only what is under its prefix',
    run: async (store) => {
      await write(store, { 'p/a': '1', q: '1' })
      await write(store, { q: '2' })
      await write(store, { q: '3' }, { del: ['p/a'] })
      const changes = await take(store, { prefix: 'p/', after: 0 }, 2)
      assert.deepEqual(
        changes.map(({ revision, puts, dels }) => [revision, puts.map((entry) => entry.key), dels]),
        [
          [1, ['p/a'], []],
          [3, [], ['p/a']],
        ],
      )
    },
  },
  {
    name: 'ends a watch when its signal aborts, waiting or not',
    run: async (store) => {
      await write(store, { a: '1' })
      const abort = new AbortController()
      const revisions: number[] = []
      for await (const change of store.watch({ prefix: '', after: 0, signal: abort.signal })) {
        revisions.push(change.revision)
        void turn().then(() => abort.abort())
      }
      assert.deepEqual(revisions, [1])
      for await (const change of store.watch({ prefix: '', after: 0, signal: abort.signal })) revisions.push(change.revision)
      assert.deepEqual(revisions, [1])
    },
  },
  {
    name: 'throws Compacted if a watch starts before the changes that are kept, and not at the last one kept',
    keepChanges: 3,
    run: async (store) => {
      for (const value of ['1', '2', '3', '4', '5']) await write(store, { a: value })
      assert.equal(await errorCodeOf(take(store, { prefix: '', after: 1 }, 1)), 'Compacted')
      assert.equal((await take(store, { prefix: '', after: 2 }, 3)).length, 3)
    },
  },
  {
    name: 'throws Compacted to a watch that is too far behind, instead of leaving out a change',
    keepChanges: 3,
    run: async (store) => {
      await write(store, { a: '0' })
      const watch = store.watch({ prefix: '', after: 0, signal: signal() })[Symbol.asyncIterator]()
      assert.equal((await watch.next()).done, false)
      for (const value of ['1', '2', '3', '4', '5']) await write(store, { a: value })
      assert.equal(await errorCodeOf(watch.next()), 'Compacted')
    },
  },
  {
    name: 'throws Compacted to a watch from a revision of another history',
    run: async (store) => {
      assert.equal(await errorCodeOf(take(store, { prefix: '', after: 1 }, 1)), 'Compacted')
    },
  },
  {
    name: 'removes everything except the prefixes to keep in one step of the revision, and compacts the history',
    run: async (store) => {
      await write(store, { 'keep/a': '1', b: '1', 'keep2/c': '1', d: '1' })
      const view = store.view()
      const waiting = errorCodeOf(take(store, { prefix: 'nothing', after: 1 }, 1))
      await turn()
      await store.clear(['keep/', 'keep2/'])
      assert.equal(await waiting, 'Compacted')
      assert.deepEqual(await allKeys(store), ['keep/a', 'keep2/c'])
      assert.equal(await store.revision(), 2)
      assert.equal(view.range('', UNBOUNDED, 9).length, 4)
      assert.equal((await store.get('keep/a'))?.modRevision, 1)
      assert.equal(await write(store, { b: '2' }), 3)
      assert.deepEqual((await take(store, { prefix: '', after: 2 }, 1)).length, 1)
      assert.equal(await errorCodeOf(take(store, { prefix: '', after: 1 }, 1)), 'Compacted')
    },
  },
  {
    name: 'finishes running commits on close, ends views and watches, and rejects every later call',
    run: async (store) => {
      const view = store.view()
      const watching = take(store, { prefix: 'nothing', after: 0 }, 1)
      await turn()
      const inFlight = write(store, { a: '1' })
      await Promise.all([store.close(), store.close()])
      assert.equal(await inFlight, 1)
      assert.deepEqual(await watching, [])
      assert.throws(() => view.get('a'), { code: 'ViewEnded' })
      view.release()
      assert.throws(() => store.view(), { code: 'StoreClosed' })
      const calls = [store.get('a'), store.revision(), write(store, { a: '2' }), store.clear([]), allKeys(store)]
      assert.deepEqual(await Promise.all(calls.map(errorCodeOf)), Array(5).fill('StoreClosed'))
      assert.throws(() => store.watch({ prefix: '', after: 0, signal: signal() }), { code: 'StoreClosed' })
    },
  },
]
