import { describe, expect, it } from 'vitest'
import { PrefixTree } from './prefix-tree.js'

/** Every text of a and b, up to a given length. */
function words(length: number): readonly string[] {
  if (length === 0) return ['']
  return ['', ...words(length - 1).flatMap((word) => [`${word}a`, `${word}b`])]
}

const short = words(4)
const orders: [string, readonly string[]][] = [
  ['short ones first', short],
  ['long ones first', short.toReversed()],
  ['in the order of the alphabet', short.toSorted()],
  ['long ones only', short.filter((word) => word.length === 4)],
  ['two that differ late', ['aaab', 'aaaa']],
]

function treeOf(prefixes: readonly string[]): PrefixTree<string> {
  const tree = new PrefixTree<string>()
  for (const prefix of prefixes) tree.add(prefix, prefix)
  return tree
}

function seen(visit: (visitor: { visit(item: string): void }) => void): readonly string[] {
  const items: string[] = []
  visit({ visit: (item) => items.push(item) })
  return items.sort()
}

describe('PrefixTree', () => {
  it.each(orders)('visits each item whose prefix begins the text, once, and no other: %s', (_, prefixes) => {
    const tree = treeOf(prefixes)
    for (const text of words(6)) {
      expect(seen((visitor) => tree.walk(text, visitor))).toEqual(prefixes.filter((prefix) => text.startsWith(prefix)).sort())
    }
  })

  it.each(orders)('visits every item: %s', (_, prefixes) => {
    const tree = treeOf(prefixes)
    expect(seen((visitor) => tree.walkAll(visitor))).toEqual([...prefixes].sort())
  })

  it('keeps items with the same prefix', () => {
    expect(seen((visitor) => treeOf(['ab', 'ab']).walk('abc', visitor))).toEqual(['ab', 'ab'])
  })

  it('visits nothing when it is empty', () => {
    expect(seen((visitor) => treeOf([]).walk('a', visitor))).toEqual([])
  })
})
