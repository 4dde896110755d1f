import assert from 'node:assert/strict'
import type { Commit } from '../store.js'
import { STORE_LIMITS } from '../store.js'
import { transactStore } from '../transact.js'
import type { Case } from './case.js'
import { allKeys, bytes, commitOf, errorCodeOf, text, write } from './case.js'

const many = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, '']))

const misuses: Record<string, Commit> = {
  '129 changes': commitOf(many(128), { del: ['d'] }),
  '129 expectations': commitOf({}, { expect: Object.keys(many(129)).map((key) => ({ key, modRevision: 0 })) }),
  'a value over the limit': { ...commitOf({ a: '' }), put: [{ key: 'a', value: new Uint8Array(STORE_LIMITS.valueBytes + 1) }] },
  'a commit over the limit': {
    ...commitOf({}),
    put: ['a', 'b'].map((key) => ({ key, value: new Uint8Array(STORE_LIMITS.valueBytes - 1) })),
  },
  'a key put and deleted': commitOf({ a: '' }, { del: ['a'] }),
  'a key deleted twice': commitOf({}, { del: ['a', 'a'] }),
  'a key expected twice': commitOf({}, { expect: [0, 1].map((modRevision) => ({ key: 'a', modRevision })) }),
  'an empty key': commitOf({ '': 'x' }),
  'a key over the limit': commitOf({ ['é'.repeat(STORE_LIMITS.keyBytes / 2 + 1)]: '' }),
  'a lone surrogate': commitOf({ 'a\ud800': '' }),
  'a negative revision': commitOf({}, { expect: [{ key: 'a', modRevision: -1 }] }),
}

const misuseCases = Object.entries(misuses).map(
  ([name, commit]): Case => ({
    name: `refuses ${name} before anything is written`,
    run: async (store) => {
      const withGood = { ...commit, put: [...commit.put, { key: 'good', value: bytes('1') }] }
      assert.equal(await errorCodeOf(store.commit(withGood)), 'StoreMisuse')
      assert.deepEqual(await allKeys(store), [])
      assert.equal(await store.revision(), 0)
    },
  }),
)

async function increment(store: Parameters<typeof transactStore>[0], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await transactStore(
      store,
      (reader, writer) => writer.put('counter', bytes(String(Number(text(reader.get('counter')?.value) ?? '0') + 1))),
      {
        attempts: 10_000,
      },
    )
  }
}

/** Commits: expectations, atomicity, revisions, limits. */
export const commitCases: readonly Case[] = [
  {
    name: 'puts a key that must not exist once, and conflicts the second time',
    run: async (store) => {
      const create = commitOf({ a: '1' }, { expect: [{ key: 'a', modRevision: 0 }] })
      assert.deepEqual(await store.commit(create), { ok: true, revision: 1 })
      assert.deepEqual(await store.commit(create), { ok: false, reason: 'conflict' })
    },
  },
  {
    name: 'lets only one of two commits win that expect the same revision',
    run: async (store) => {
      const modRevision = await write(store, { a: '0' })
      const attempts = ['1', '2'].map((value) => store.commit(commitOf({ a: value }, { expect: [{ key: 'a', modRevision }] })))
      const results = await Promise.all(attempts)
      assert.deepEqual(
        results.map((result) => result.ok),
        [true, false],
      )
      assert.equal(text((await store.get('a'))?.value), '1')
    },
  },
  {
    name: 'writes nothing at all when one of several expectations fails',
    run: async (store) => {
      const modRevision = await write(store, { a: '0', gone: 'x' })
      const expect = [
        { key: 'a', modRevision },
        { key: 'b', modRevision: 7 },
      ]
      assert.deepEqual(await store.commit(commitOf({ a: '1', b: '1' }, { expect, del: ['gone'] })), { ok: false, reason: 'conflict' })
      assert.equal(text((await store.get('a'))?.value), '0')
      assert.deepEqual(await allKeys(store), ['a', 'gone'])
      assert.equal(await store.revision(), 1)
    },
  },
  {
    name: 'forgets a key that was deleted: it can be created again, at a newer revision',
    run: async (store) => {
      const first = await write(store, { a: '1' })
      await write(store, {}, { del: ['a'] })
      assert.equal((await store.commit(commitOf({ a: '2' }, { expect: [{ key: 'a', modRevision: first }] }))).ok, false)
      assert.equal(await write(store, { a: '2' }, { expect: [{ key: 'a', modRevision: 0 }] }), 3)
    },
  },
  {
    name: 'raises the revision by one for each commit that changes something, and not for others',
    run: async (store) => {
      assert.equal(await write(store, { a: '1', b: '1' }), 1)
      assert.equal(await write(store, { b: '2' }), 2)
      assert.equal(await write(store, {}, { del: ['absent'] }), 2)
      assert.equal(await write(store, {}, { expect: [{ key: 'a', modRevision: 1 }] }), 2)
      assert.equal(await write(store, {}, { del: ['a', 'absent'] }), 3)
      assert.equal(await store.revision(), 3)
    },
  },
  {
    name: 'conflicts if a key was put into an expected range, changed or not, and not if a neighbour was',
    run: async (store) => {
      const before = await write(store, { 'r/a': '1', s: '1' })
      const expectRanges = [{ start: 'r/', end: 'r0', unchangedSince: before }]
      await write(store, { s: '2', r: '1', r0: '1' })
      assert.equal((await store.commit(commitOf({ ok: '1' }, { expectRanges }))).ok, true)
      await write(store, { 'r/b': '1' })
      assert.equal((await store.commit(commitOf({ no: '1' }, { expectRanges }))).ok, false)
      assert.equal(await store.get('no'), undefined)
    },
  },
  {
    name: 'accepts 128 changes, the longest key and the largest value',
    run: async (store) => {
      await write(store, many(128))
      const key = 'k'.repeat(STORE_LIMITS.keyBytes)
      const value = new Uint8Array(STORE_LIMITS.valueBytes).fill(7)
      assert.equal((await store.commit({ ...commitOf({}), put: [{ key, value }] })).ok, true)
      assert.deepEqual((await store.get(key))?.value, value)
    },
  },
  {
    name: 'counts exactly 200 increments of 8 contending writers',
    run: async (store) => {
      await Promise.all(Array.from({ length: 8 }, () => increment(store, 25)))
      assert.equal(text((await store.get('counter'))?.value), '200')
      assert.equal(await store.revision(), 200)
    },
  },
  {
    name: 'keeps what was committed, whatever the caller then does to its bytes',
    run: async (store) => {
      const value = bytes('mine')
      const done = store.commit({ ...commitOf({}), put: [{ key: 'a', value }] })
      value.fill(0)
      await done
      store.view().get('a')?.value.fill(0)
      ;(await store.get('a'))?.value.fill(0)
      ;(await take1(store)).fill(0)
      assert.equal(text((await store.get('a'))?.value), 'mine')
      assert.equal(text(await take1(store)), 'mine')
    },
  },
  ...misuseCases,
]

async function take1(store: Parameters<typeof transactStore>[0]): Promise<Uint8Array> {
  for await (const change of store.watch({ prefix: '', after: 0, signal: new AbortController().signal })) return change.puts[0]!.value
  throw new Error('the watch ended')
}
