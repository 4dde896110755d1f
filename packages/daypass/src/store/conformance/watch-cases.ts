import assert from 'node:assert/strict'
import { type Commit, type Entry, type Replacement, UNBOUNDED } from '../store.js'
import type { Case } from './case.js'
import { allKeys, bytes, errorCodeOf, take, text, turn, write } from './case.js'

const signal = (): AbortSignal => new AbortController().signal

const textOf = ({ key, value, modRevision }: Entry): string => `${key}=${text(value)}@${modRevision}`

const same = (key: string, value: string, modRevision?: number): Replacement => ({
  key,
  value: bytes(value),
  ...(modRevision === undefined ? {} : { modRevision }),
})

/** Watches, replace and close. */
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
    name: 'replaces all records in one step, leaves alone what is the same, and compacts the history',
    replaces: true,
    run: async (store) => {
      await write(store, { a: '1', b: '1', c: '1', d: '1' })
      await write(store, { c: '2' })
      const view = store.view()
      const waiting = errorCodeOf(take(store, { prefix: 'nothing', after: 2 }, 1))
      await turn()
      const records = [same('\u{1f600}', 'new'), same('c', '1', 1), same('a', '1', 1), same('\uffff', 'new', 7)]
      const lost = await store.replace(records)
      assert.equal(await waiting, 'Compacted')
      assert.deepEqual(lost.map(textOf), ['b=1@1', 'c=2@2', 'd=1@1'])
      assert.deepEqual(store.view().range('', UNBOUNDED, 9).map(textOf), ['a=1@1', 'c=1@6', '\uffff=new@6', '\u{1f600}=new@6'])
      assert.equal(await store.revision(), 6)
      assert.equal(view.range('', UNBOUNDED, 9).length, 4)
      assert.equal(await write(store, { b: '2' }), 7)
      assert.deepEqual((await take(store, { prefix: '', after: 6 }, 1)).length, 1)
      assert.equal(await errorCodeOf(take(store, { prefix: '', after: 2 }, 1)), 'Compacted')
      assert.deepEqual((await store.replace([])).length, 5)
      assert.deepEqual([await allKeys(store), await store.revision()], [[], 8])
    },
  },
  {
    name: 'rejects a replacement that names a key twice or exceeds a limit, and changes nothing',
    replaces: true,
    run: async (store) => {
      await write(store, { a: '1' })
      const wrong = [[same('b', '1'), same('b', '2')], [same('', '1')], [same('b', 'x'.repeat(store.limits.valueBytes + 1))]]
      for (const records of wrong) assert.equal(await errorCodeOf(store.replace(records)), 'StoreMisuse')
      assert.deepEqual([await allKeys(store), await store.revision()], [['a'], 1])
    },
  },
  {
    name: 'lets a commit that relied on what a replacement changed conflict, and one that relied on the rest succeed',
    replaces: true,
    run: async (store) => {
      await write(store, { a: '1', b: '1' })
      await store.replace([same('a', '1', 1), same('c', '1')])
      const after = (expect: Commit['expect'], expectRanges: Commit['expectRanges'] = []) =>
        store.commit({ expect, expectRanges, put: [{ key: 'z', value: new Uint8Array(1) }], del: [] })
      assert.equal((await after([{ key: 'b', modRevision: 1 }])).ok, false)
      assert.equal((await after([{ key: 'c', modRevision: 0 }])).ok, false)
      assert.equal((await after([], [{ start: 'b', end: 'd', unchangedSince: 1 }])).ok, false)
      assert.equal((await after([{ key: 'a', modRevision: 1 }])).ok, true)
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
      const calls = [store.get('a'), store.revision(), write(store, { a: '2' }), store.replace([]), allKeys(store)]
      assert.deepEqual(await Promise.all(calls.map(errorCodeOf)), Array(5).fill('StoreClosed'))
      assert.throws(() => store.watch({ prefix: '', after: 0, signal: signal() }), { code: 'StoreClosed' })
    },
  },
]
