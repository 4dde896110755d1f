import { compareKeys } from './key-order.js'
import type { Entry, Revision } from './store.js'
import { UNBOUNDED } from './store.js'

/*
 * Records in memory: an immutable sorted tree, so that a snapshot is a reference. What is in memory for each record is little more than its bytes: a leaf
 * keeps the keys and values of some records in one block. A change copies one leaf and two lists of up to some hundred references.
 */

/** Records of one leaf, at most. */
const LEAF = 32
/** Leaves of one branch, at most: with 1,000,000 records the tree has some 300 branches. */
const BRANCH = 256

const NUMBERS = 3

/** Consecutive records: for each the ends of its key and of its value in `bytes`, and its revision. */
interface Leaf {
  readonly first: string
  /** Whether `first` has no surrogates. */
  readonly isPlain: boolean
  readonly bytes: Buffer
  readonly numbers: Float64Array
}

interface Branch {
  readonly first: string
  readonly isPlain: boolean
  readonly leaves: readonly Leaf[]
}

const countOf = (leaf: Leaf): number => leaf.numbers.length / NUMBERS
const keyFrom = (leaf: Leaf, at: number): number => (at === 0 ? 0 : leaf.numbers[NUMBERS * at - 2]!)
const keyEnd = (leaf: Leaf, at: number): number => leaf.numbers[NUMBERS * at]!
const valueEnd = (leaf: Leaf, at: number): number => leaf.numbers[NUMBERS * at + 1]!
const revisionAt = (leaf: Leaf, at: number): Revision => leaf.numbers[NUMBERS * at + 2]!

/** A copy: what a reader does to its bytes must not affect the tree. */
const valueAt = (leaf: Leaf, at: number): Uint8Array => new Uint8Array(leaf.bytes.subarray(keyEnd(leaf, at), valueEnd(leaf, at)))

const entryAt = (leaf: Leaf, at: number): Entry => ({
  key: leaf.bytes.toString('utf8', keyFrom(leaf, at), keyEnd(leaf, at)),
  value: valueAt(leaf, at),
  modRevision: revisionAt(leaf, at),
})

/** A key to look for: the first `length` bytes. */
interface Sought {
  readonly bytes: Buffer
  readonly length: number
}

/** A key as bytes in a block that is used again: a read makes no garbage for it. Valid until the next one is made. */
function soughtIn(key: string): Sought {
  if (key.length > SCRATCH.length / 3) return sought(Buffer.from(key))
  return { bytes: SCRATCH, length: SCRATCH.write(key) }
}

const sought = (bytes: Buffer): Sought => ({ bytes, length: bytes.length })

/** A character of UTF-16 has three bytes at most. */
const SCRATCH = Buffer.alloc(3 * 2_048)

/** Like Buffer's compare with ranges, which takes ten times as long for keys of usual length. */
function compareAt(leaf: Leaf, at: number, { bytes, length }: Sought): number {
  const from = keyFrom(leaf, at)
  const own = keyEnd(leaf, at) - from
  const shared = Math.min(own, length)
  for (let i = 0; i < shared; i++) {
    const more = leaf.bytes[from + i]! - bytes[i]!
    if (more !== 0) return more
  }
  return own - length
}

/** The first record of the leaf whose key is not below `key`. */
function positionIn(leaf: Leaf, key: Sought): number {
  let low = 0
  let high = countOf(leaf)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareAt(leaf, middle, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const isAt = (leaf: Leaf, at: number, key: Sought): boolean => at < countOf(leaf) && compareAt(leaf, at, key) === 0

const SURROGATE = /[\ud800-\udfff]/

/**
 * The last of `list` that begins at or before `key`, or the first one. JavaScript's own order of strings is that of the contract where there are no
 * surrogates, and comparing with it is much faster.
 */
function covering(list: readonly { readonly first: string; readonly isPlain: boolean }[], key: string): number {
  const isPlain = !SURROGATE.test(key)
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const { first, isPlain: isToo } = list[middle]!
    if (isPlain && isToo ? first <= key : compareKeys(first, key) <= 0) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** A record as it is put into a tree. */
export interface PackedRecord {
  readonly key: Buffer
  readonly value: Uint8Array
  readonly modRevision: Revision
}

function leafOf(bytes: Buffer, numbers: Float64Array): Leaf {
  const first = bytes.toString('utf8', 0, numbers[0])
  return { first, isPlain: !SURROGATE.test(first), bytes, numbers }
}

/** NOTE Not from Buffer's pool: a leaf that is replaced gives back its memory. */
const blockOf = (size: number): Buffer => Buffer.from(new ArrayBuffer(size))

/** What a change does to a leaf: at a position, `removed` records go and `record` comes. */
interface Splice {
  readonly at: number
  readonly removed: 0 | 1
  readonly record?: PackedRecord
}

/** The leaf after a change; undefined if no record is left. */
function splice(leaf: Leaf, { at, removed, record }: Splice): Leaf | undefined {
  const added = record === undefined ? 0 : 1
  const count = countOf(leaf) - removed + added
  if (count === 0) return undefined
  const from = keyFrom(leaf, at)
  const until = removed === 0 ? from : valueEnd(leaf, at)
  const size = record === undefined ? 0 : record.key.length + record.value.length
  const bytes = blockOf(from + size + leaf.bytes.length - until)
  bytes.set(leaf.bytes.subarray(0, from))
  bytes.set(leaf.bytes.subarray(until), from + size)
  const numbers = new Float64Array(NUMBERS * count)
  numbers.set(leaf.numbers.subarray(0, NUMBERS * at))
  numbers.set(leaf.numbers.subarray(NUMBERS * (at + removed)), NUMBERS * (at + added))
  for (let next = at + added; next < count; next++) {
    numbers[NUMBERS * next]! += from + size - until
    numbers[NUMBERS * next + 1]! += from + size - until
  }
  if (record !== undefined) {
    bytes.set(record.key, from)
    bytes.set(record.value, from + record.key.length)
    numbers.set([from + record.key.length, from + size, record.modRevision], NUMBERS * at)
  }
  return at === 0 ? leafOf(bytes, numbers) : { first: leaf.first, isPlain: leaf.isPlain, bytes, numbers }
}

/** The records of a leaf from `from` to `until` as a leaf of their own. */
function part(leaf: Leaf, from: number, until: number): Leaf {
  const start = keyFrom(leaf, from)
  const bytes = blockOf(valueEnd(leaf, until - 1) - start)
  bytes.set(leaf.bytes.subarray(start, start + bytes.length))
  const numbers = leaf.numbers.slice(NUMBERS * from, NUMBERS * until)
  for (let at = 0; at < until - from; at++) {
    numbers[NUMBERS * at]! -= start
    numbers[NUMBERS * at + 1]! -= start
  }
  return leafOf(bytes, numbers)
}

/** As many leaves as the records of this one need: none, one or two. */
function fitting(leaf: Leaf | undefined): Leaf[] {
  if (leaf === undefined) return []
  const count = countOf(leaf)
  if (count <= LEAF) return [leaf]
  const half = Math.ceil(count / 2)
  return [part(leaf, 0, half), part(leaf, half, count)]
}

function pack(records: readonly PackedRecord[]): Leaf {
  let size = 0
  for (const { key, value } of records) size += key.length + value.length
  const bytes = blockOf(size)
  const numbers = new Float64Array(NUMBERS * records.length)
  let end = 0
  records.forEach(({ key, value, modRevision }, at) => {
    bytes.set(key, end)
    end += key.length
    numbers[NUMBERS * at] = end
    bytes.set(value, end)
    end += value.length
    numbers[NUMBERS * at + 1] = end
    numbers[NUMBERS * at + 2] = modRevision
  })
  return leafOf(bytes, numbers)
}

/** As many branches as these leaves need: none, one or two. */
function branchesOf(leaves: readonly Leaf[]): Branch[] {
  if (leaves.length === 0) return []
  const half = Math.ceil(leaves.length / 2)
  return leaves.length <= BRANCH ? [branchOf(leaves)] : [branchOf(leaves.slice(0, half)), branchOf(leaves.slice(half))]
}

const branchOf = (leaves: readonly Leaf[]): Branch => ({ first: leaves[0]!.first, isPlain: leaves[0]!.isPlain, leaves })

/** See above. Keys are in UTF-8 byte order, none is twice. */
export class PackedTree {
  readonly #branches: readonly Branch[]
  readonly size: number

  private constructor(branches: readonly Branch[], size: number) {
    this.#branches = branches
    this.size = size
  }

  static of(branches: readonly Branch[], size: number): PackedTree {
    return new PackedTree(branches, size)
  }

  get(key: string): Entry | undefined {
    const leaf = this.#leafOf(key)
    if (leaf === undefined) return undefined
    const wanted = soughtIn(key)
    const at = positionIn(leaf, wanted)
    return isAt(leaf, at, wanted) ? { key, value: valueAt(leaf, at), modRevision: revisionAt(leaf, at) } : undefined
  }

  /** The revision that last put the key; 0 for one that is not there. */
  revisionOf(key: string): Revision {
    const leaf = this.#leafOf(key)
    if (leaf === undefined) return 0
    const wanted = soughtIn(key)
    const at = positionIn(leaf, wanted)
    return isAt(leaf, at, wanted) ? revisionAt(leaf, at) : 0
  }

  #leafOf(key: string): Leaf | undefined {
    const branch = this.#branches[covering(this.#branches, key)]
    return branch?.leaves[covering(branch.leaves, key)]
  }

  /** The tree with this record, in place of one with the same key. */
  with(record: PackedRecord): PackedTree {
    const key = record.key.toString()
    const leaf = this.#leafOf(key)
    if (leaf === undefined) return new PackedTree([branchOf([pack([record])])], 1)
    const at = positionIn(leaf, sought(record.key))
    const isThere = isAt(leaf, at, sought(record.key))
    return this.#replace(key, splice(leaf, { at, removed: isThere ? 1 : 0, record }), isThere ? 0 : 1)
  }

  without(key: string): PackedTree {
    const leaf = this.#leafOf(key)
    if (leaf === undefined) return this
    const wanted = soughtIn(key)
    const at = positionIn(leaf, wanted)
    return isAt(leaf, at, wanted) ? this.#replace(key, splice(leaf, { at, removed: 1 }), -1) : this
  }

  /** Puts a leaf in place of the one that covers `key`. */
  #replace(key: string, leaf: Leaf | undefined, more: number): PackedTree {
    const branchAt = covering(this.#branches, key)
    const branch = this.#branches[branchAt]!
    const leaves = branch.leaves.toSpliced(covering(branch.leaves, key), 1, ...fitting(leaf))
    return new PackedTree(this.#branches.toSpliced(branchAt, 1, ...branchesOf(leaves)), this.size + more)
  }

  /** Entries of [start, end) in key order, lazily; `end` may be UNBOUNDED. */
  *scan(start: string, end: string): Generator<Entry, void> {
    for (const [leaf, at] of this.#walk(start, end)) yield entryAt(leaf, at)
  }

  /** Whether a key of [start, end) was put after `revision`. */
  changedSince(start: string, end: string, revision: Revision): boolean {
    for (const [leaf, at] of this.#walk(start, end)) if (revisionAt(leaf, at) > revision) return true
    return false
  }

  *#walk(start: string, end: string): Generator<readonly [Leaf, number], void> {
    const from = sought(Buffer.from(start))
    const until = sought(Buffer.from(end))
    const isBefore = (leaf: Leaf, at: number): boolean => end === UNBOUNDED || compareAt(leaf, at, until) < 0
    for (let b = covering(this.#branches, start); b < this.#branches.length; b++) {
      const { leaves } = this.#branches[b]!
      for (let l = covering(leaves, start); l < leaves.length; l++) {
        const leaf = leaves[l]!
        for (let at = positionIn(leaf, from); at < countOf(leaf); at++) {
          if (!isBefore(leaf, at)) return
          yield [leaf, at]
        }
      }
    }
  }
}

/** The tree without a record. */
export const EMPTY_TREE = PackedTree.of([], 0)

/** Builds a tree of records that come in key order. */
export class TreeBuilder {
  #records: PackedRecord[] = []
  #leaves: Leaf[] = []
  readonly #branches: Branch[] = []
  #size = 0

  add(record: PackedRecord): void {
    this.#size += 1
    if (this.#records.push(record) === LEAF) this.#endLeaf()
  }

  #endLeaf(): void {
    if (this.#leaves.push(pack(this.#records)) === BRANCH) this.#endBranch()
    this.#records = []
  }

  #endBranch(): void {
    this.#branches.push(branchOf(this.#leaves))
    this.#leaves = []
  }

  finish(): PackedTree {
    if (this.#records.length > 0) this.#endLeaf()
    if (this.#leaves.length > 0) this.#endBranch()
    return PackedTree.of(this.#branches, this.#size)
  }
}
