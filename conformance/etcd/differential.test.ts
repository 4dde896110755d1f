import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLmdbStore } from '../../packages/daypass/src/store/lmdb/lmdb-store.js'
import { openMemoryStore } from '../../packages/daypass/src/store/memory/memory-store.js'
import type { Commit, Store } from '../../packages/daypass/src/store/store.js'
import { without } from '../clean-environment.js'
import { EtcdCluster } from './etcd-process.js'
import { newPrefix, openNode } from './open-store.js'

const key = fc.constantFrom('a', 'a/', 'a/b', 'a\u0000', 'b', '\uffff', '\u{1f600}')
const bound = fc.oneof(key, fc.constant(''))
const value = fc.uint8Array({ maxLength: 3 })

/** A commit whose revisions are relative: how many changes before the newest one. Few are absolute, and those never rise beyond it. */
const step = fc.record({
  expect: fc.uniqueArray(fc.record({ key, isCurrent: fc.boolean(), ago: fc.nat(3) }), { selector: ({ key: name }) => name, maxLength: 2 }),
  ranges: fc.array(fc.record({ start: bound, end: bound, ago: fc.nat(3) }), { maxLength: 1 }),
  changes: fc.uniqueArray(fc.record({ key, value, isDelete: fc.boolean() }), { selector: ({ key: name }) => name, maxLength: 4 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function commitOf({ expect: expected, ranges, changes }: Step, store: Store): Commit {
  const view = store.view()
  const ago = (count: number): number => Math.max(0, view.revision - count)
  const commit = {
    expect: expected.map(({ key: name, isCurrent, ago: count }) => ({
      key: name,
      modRevision: isCurrent ? (view.get(name)?.modRevision ?? 0) : ago(count),
    })),
    expectRanges: ranges.map(({ start, end, ago: count }) => ({ start, end, unchangedSince: ago(count) })),
    put: changes.filter(({ isDelete }) => !isDelete).map(({ key: name, value: bytes }) => ({ key: name, value: bytes })),
    del: changes.filter(({ isDelete }) => isDelete).map(({ key: name }) => name),
  }
  view.release()
  return commit
}

async function run(store: Store, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const one of steps) {
    const result = await store.commit(commitOf(one, store))
    const view = store.view()
    seen.push(result, view.revision, view.range('', '', 100), view.range('a/', 'b', 100), await store.revision())
    view.release()
  }
  return seen
}

describe.skipIf(without('etcd'))('the three engines', () => {
  const base = mkdtempSync(join(tmpdir(), 'daypass-differential-'))
  let etcd: EtcdCluster
  let count = 0
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1)
  })
  afterAll(async () => {
    await etcd?.close()
    rmSync(base, { recursive: true, force: true })
  })

  it('give the same results and have the same states, whatever is committed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        count += 1
        const stores = [openMemoryStore(), await openLmdbStore({ directory: join(base, `${count}`) }), await openNode(etcd, newPrefix())]
        const [memory, lmdb, own] = await Promise.all(stores.map((store) => run(store, steps)))
        await Promise.all(stores.map((store) => store.close()))
        expect(lmdb).toEqual(memory)
        expect(own).toEqual(memory)
      }),
      { numRuns: 40 },
    )
  })
})
