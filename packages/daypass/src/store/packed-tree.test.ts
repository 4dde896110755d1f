import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys, inRange } from './key-order.js'
import { EMPTY_TREE, TreeBuilder } from './packed-tree.js'

const key = fc.string({
  minLength: 1,
  maxLength: 3,
  unit: fc.oneof(fc.constantFrom('a', 'b', '/', '\u0000', '\uffff', '\u{1f600}'), fc.string()),
})
const change = fc.record({ key, value: fc.uint8Array({ maxLength: 4 }), isDelete: fc.boolean() })

type Model = Map<string, { value: Uint8Array; modRevision: number }>

const entriesOf = (model: Model) => [...model].map(([name, held]) => ({ key: name, ...held })).sort((a, b) => compareKeys(a.key, b.key))

describe('the sorted tree', () => {
  it('holds what a map holds, whatever is put and removed, and every older tree stays as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), fc.tuple(key, key), (changes, [start, end]) => {
        const model: Model = new Map()
        let tree = EMPTY_TREE
        changes.forEach(({ key: name, value, isDelete }, at) => {
          const before = tree
          const size = model.size
          if (isDelete) model.delete(name)
          else model.set(name, { value, modRevision: at + 1 })
          tree = isDelete ? tree.without(name) : tree.with({ key: Buffer.from(name), value, modRevision: at + 1 })
          expect(before.size).toBe(size)
        })
        const all = entriesOf(model)
        expect([...tree.scan('', '')]).toEqual(all)
        expect(tree.size).toBe(all.length)
        const within = all.filter((entry) => inRange(entry.key, start, end))
        expect([...tree.scan(start, end)]).toEqual(within)
        expect(tree.changedSince(start, end, 5)).toBe(within.some((entry) => entry.modRevision > 5))
        for (const { key: name } of changes) {
          expect(tree.get(name)?.value).toEqual(model.get(name)?.value)
          expect(tree.revisionOf(name)).toBe(model.get(name)?.modRevision ?? 0)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is the same built at once or one by one, over many leaves and branches', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `k/${String(i).padStart(6, '0')}`)
    const builder = new TreeBuilder()
    let tree = EMPTY_TREE
    for (const name of names) builder.add({ key: Buffer.from(name), value: Buffer.from(name), modRevision: 1 })
    for (let i = 0; i < names.length; i++) {
      const name = names[(i * 7919) % names.length]!
      tree = tree.with({ key: Buffer.from(name), value: Buffer.from(name), modRevision: 1 })
    }
    const built = builder.finish()
    expect([...tree.scan('', '')]).toEqual([...built.scan('', '')])
    expect([built.size, tree.size]).toEqual([20_000, 20_000])
    for (const name of names) tree = tree.without(name)
    expect([...tree.scan('', '')]).toEqual([])
    expect(built.get('k/010000')?.key).toBe('k/010000')
  })
})
