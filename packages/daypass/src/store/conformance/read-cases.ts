import assert from 'node:assert/strict'
import { compareKeys } from '../key-order.js'
import { STORE_LIMITS, UNBOUNDED } from '../store.js'
import type { Case } from './case.js'
import { allKeys, commitOf, errorCodeOf, text, turn, write } from './case.js'

const everything = { start: '', end: UNBOUNDED, limit: 100 }

/** In UTF-8 byte order; in UTF-16 order the last two would be swapped. NUL and DEL are keys like others. */
const ordered = ['\u0000', 'a', 'a\u0000', 'a/', 'a/b', 'aa', 'b\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}']

/** Reading: order, pages, old revisions, views. */
export const readCases: readonly Case[] = [
  {
    name: 'finds nothing in an empty store',
    run: async (store) => {
      assert.equal(await store.get('a'), undefined)
      assert.deepEqual(await store.range(everything), { entries: [], revision: 0 })
      assert.equal(store.view().revision, 0)
    },
  },
  {
    name: 'returns key, bytes and the revision that put them, even for an empty value',
    run: async (store) => {
      await write(store, { a: 'x' })
      await write(store, { b: '' })
      assert.deepEqual(await store.get('a'), { key: 'a', value: new Uint8Array([120]), modRevision: 1 })
      assert.deepEqual(await store.get('b'), { key: 'b', value: new Uint8Array(), modRevision: 2 })
    },
  },
  {
    name: 'orders keys by their UTF-8 bytes',
    run: async (store) => {
      for (const key of ordered.toReversed()) await write(store, { [key]: '' })
      assert.deepEqual(await allKeys(store), ordered)
      assert.deepEqual(ordered.toReversed().sort(compareKeys), ordered)
      const from = await store.range({ start: '\ue000', end: '\u{10ffff}', limit: 100 })
      assert.deepEqual(
        from.entries.map((entry) => entry.key),
        ['\ue000', '\uffff', '\u{10000}'],
      )
    },
  },
  {
    name: 'pages through a range by next, to the last key and no further',
    run: async (store) => {
      await write(store, Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p/${i}`, ''])))
      await write(store, { o: '', p0: '' })
      const pages: string[][] = []
      for (let start: string | undefined = 'p/'; start !== undefined; ) {
        const page = await store.range({ start, end: 'p0', limit: 4 })
        pages.push(page.entries.map((entry) => entry.key.slice(2)))
        start = page.next
      }
      assert.deepEqual(pages, [
        ['0', '1', '2', '3'],
        ['4', '5', '6', '7'],
        ['8', '9'],
      ])
      assert.equal((await store.range({ start: 'p/', end: 'p0', limit: 10 })).next, undefined)
    },
  },
  {
    name: 'finds nothing in a range that ends before it starts, and rejects one without a limit',
    run: async (store) => {
      await write(store, { a: '', b: '' })
      assert.deepEqual((await store.range({ start: 'b', end: 'a', limit: 5 })).entries, [])
      assert.deepEqual(store.view().range('a', 'a', 5), [])
      for (const limit of [0, -1, 1.5, Number.NaN]) assert.equal(await errorCodeOf(store.range({ ...everything, limit })), 'StoreMisuse')
    },
  },
  {
    name: 'has no key that is empty or over the limit, and rejects a malformed one',
    run: async (store) => {
      await write(store, { '\ufffd': 'x' })
      assert.equal(await store.get(''), undefined)
      assert.equal(store.view().get('k'.repeat(STORE_LIMITS.keyBytes + 1)), undefined)
      assert.equal(await errorCodeOf(store.get('\ud800')), 'StoreMisuse')
      assert.throws(() => store.view().get('\udc00'), { code: 'StoreMisuse' })
    },
  },
  {
    name: 'returns a range at an older revision exactly, or throws Compacted',
    run: async (store) => {
      const at = await write(store, { 'p/a': '1', 'p/b': '1', q: '1' })
      await write(store, { q: '2' })
      const page = await store.range({ start: 'p/', end: 'p0', limit: 5, atRevision: at })
      assert.deepEqual([page.revision, page.entries.length], [at, 2])
      await write(store, {}, { del: ['p/a'] })
      assert.equal(await errorCodeOf(store.range({ start: 'p/', end: 'p0', limit: 5, atRevision: at })), 'Compacted')
      assert.equal(await errorCodeOf(store.range({ ...everything, atRevision: 4 })), 'NotReached')
    },
  },
  {
    name: 'throws Compacted if it can no longer prove what an older revision was',
    keepChanges: 2,
    run: async (store) => {
      await write(store, { a: '1' })
      for (const value of ['1', '2', '3']) await write(store, { b: value })
      assert.equal(await errorCodeOf(store.range({ start: 'a', end: 'b', limit: 5, atRevision: 1 })), 'Compacted')
      assert.equal(await errorCodeOf(store.range({ start: 'a', end: 'b', limit: 5, atRevision: 2 })), 'none')
    },
  },
  {
    name: 'shows a commit to every read that starts after it was acknowledged',
    run: async (store) => {
      for (let i = 1; i <= 20; i++) {
        const before = store.view()
        const revision = await write(store, { a: String(i) })
        const after = store.view()
        assert.equal(text((await store.get('a', { minRevision: revision }))?.value), String(i))
        assert.deepEqual([before.revision, after.revision, after.get('a')?.modRevision], [i - 1, i, i])
        before.release()
        after.release()
      }
      assert.equal(await errorCodeOf(store.get('a', { minRevision: 21 })), 'NotReached')
    },
  },
  {
    name: 'shows a conflicting change to the next view',
    run: async (store) => {
      const [won, lost] = [
        store.commit(commitOf({ a: '1' })),
        store.commit(commitOf({ a: '2' }, { expect: [{ key: 'a', modRevision: 0 }] })),
      ]
      assert.equal((await lost).ok, false)
      assert.equal(text(store.view().get('a')?.value), '1')
      assert.equal((await won).ok, true)
    },
  },
  {
    name: 'keeps a view at its revision across awaits and commits, for keys and ranges',
    run: async (store) => {
      await write(store, { a: '1', b: '1' })
      const [first, same] = [store.view(), store.view()]
      await write(store, { a: '2', c: '2' }, { del: ['b'] })
      const second = store.view()
      same.release()
      await turn()
      await write(store, { a: '3' })
      const shown = [first, second].map((view) => view.range('', UNBOUNDED, 9).map((entry) => entry.key + text(entry.value)))
      assert.deepEqual(shown, [
        ['a1', 'b1'],
        ['a2', 'c2'],
      ])
      assert.deepEqual([first.revision, second.revision, text(first.get('a')?.value)], [1, 2, '1'])
      assert.equal(first.get('c'), undefined)
    },
  },
  {
    name: 'refuses to read through a released view, and allows a second release',
    run: async (store) => {
      await write(store, { a: '1' })
      const [view, other] = [store.view(), store.view()]
      view.release()
      view.release()
      assert.throws(() => view.get('a'), { code: 'ViewEnded' })
      assert.throws(() => view.range('', UNBOUNDED, 1), { code: 'ViewEnded' })
      assert.equal(text(other.get('a')?.value), '1')
    },
  },
]
