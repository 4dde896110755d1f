import type { MetaSnapshot, TreeRecord } from './meta-pages.js'
import { NODE, type Node, nodesOf, PAGE, type PageFile, pageHeader, readU64 } from './page.js'

/** One tree, and what its leaves may contain. */
export interface Tree {
  readonly name: string
  readonly record: TreeRecord
  /** Negative, 0 or positive, in the key order of the tree. */
  readonly compare: (a: Buffer, b: Buffer) => number
  /** Returns the problem of a leaf node, if there is one; `bytes` returns its data, from separate pages if necessary. */
  readonly check: (node: Node, bytes: () => Buffer) => string | undefined
  /** Whether its leaves are read, or only counted. */
  readonly readsLeaves: boolean
}

/** The contents of one page of a tree: keys from `from` on and below `to`. */
interface Place {
  readonly page: number
  readonly level: number
  readonly from: Buffer | undefined
  readonly to: Buffer | undefined
}

interface Counts {
  branches: number
  leaves: number
  overflow: number
  entries: number
}

/** The number of problems that are reported; a damaged file can have thousands. */
const MOST_PROBLEMS = 20

/** Walks the trees of one snapshot, and remembers which pages they use: none may be used twice. */
export class Walk {
  readonly problems: string[] = []
  readonly used: Uint8Array
  readonly #file: PageFile
  readonly #snapshot: MetaSnapshot

  constructor(file: PageFile, snapshot: MetaSnapshot) {
    this.#file = file
    this.#snapshot = snapshot
    this.used = new Uint8Array(snapshot.lastPage + 1)
  }

  get isHopeless(): boolean {
    return this.problems.length >= MOST_PROBLEMS
  }

  /** Adds a problem; always returns false, so that a check can end with it. */
  fault(text: string): false {
    if (!this.isHopeless) this.problems.push(text)
    return false
  }

  tree(tree: Tree): void {
    const { name, record } = tree
    const counts: Counts = { branches: 0, leaves: 0, overflow: 0, entries: 0 }
    const before = this.problems.length
    if (record.root === undefined) {
      if (record.depth !== 0) this.fault(`${name}: it has no pages, but a depth of ${record.depth}`)
    } else if (record.depth < 1 || record.depth > 32) this.fault(`${name}: a depth of ${record.depth}`)
    else this.#page(tree, { page: record.root, level: 1, from: undefined, to: undefined }, counts)
    if (this.problems.length === before) this.#compareCounts(tree, counts)
  }

  #compareCounts({ name, record, readsLeaves }: Tree, counts: Counts): void {
    const parts = readsLeaves ? (['branches', 'leaves', 'overflow', 'entries'] as const) : (['branches', 'leaves'] as const)
    for (const part of parts) {
      if (record[part] !== counts[part]) this.fault(`${name}: it says ${record[part]} ${part}, and has ${counts[part]}`)
    }
  }

  /** Marks pages as used; returns false if they cannot be. */
  #take(name: string, page: number, count: number): boolean {
    const last = page + count - 1
    if (!(page >= 2) || last > this.#snapshot.lastPage) return this.fault(`${name}: it refers to page ${last}, which no tree can use`)
    if (last >= this.#file.pages) return this.fault(`${name}: the file ends before page ${last}: it was cut off`)
    for (let i = page; i <= last; i++) {
      if (this.used[i] === 1) return this.fault(`${name}: page ${i} is used twice`)
      this.used[i] = 1
    }
    return true
  }

  #page(tree: Tree, place: Place, counts: Counts): void {
    const isLeaf = place.level === tree.record.depth
    if (this.isHopeless || !this.#take(tree.name, place.page, 1)) return
    counts[isLeaf ? 'leaves' : 'branches'] += 1
    if (isLeaf && !tree.readsLeaves) return
    const page = this.#file.read(place.page)
    if (!this.#isHeaded(tree.name, { page, number: place.page, flags: isLeaf ? PAGE.leaf : PAGE.branch })) return
    const nodes = nodesOf(page, !isLeaf)
    if (typeof nodes === 'string') this.fault(`${tree.name}: page ${place.page}: ${nodes}`)
    else if (!this.#isOrdered(tree, nodes, { ...place, isLeaf })) return
    else if (isLeaf) for (const node of nodes) this.#leaf(tree, node, { page: place.page, counts })
    else this.#children(tree, nodes, { place, counts })
  }

  #isHeaded(name: string, { page, number, flags }: { page: Buffer; number: number; flags: number }): boolean {
    const header = pageHeader(page)
    if (header.number !== number) return this.fault(`${name}: page ${number} says it is page ${header.number}`)
    if (header.flags !== flags) return this.fault(`${name}: page ${number} is of another kind (${header.flags}, not ${flags})`)
    if (header.transaction <= this.#snapshot.transaction) return true
    return this.fault(`${name}: page ${number} is of transaction ${header.transaction}, which has not been yet`)
  }

  /** The first key of a branch is ignored (mdb_node_search); LMDB leaves it empty. */
  #isOrdered(tree: Tree, nodes: readonly Node[], { page, from, to, isLeaf }: Place & { isLeaf: boolean }): boolean {
    let before = from
    for (const { key } of isLeaf ? nodes : nodes.slice(1)) {
      const isAfter = before === undefined || tree.compare(before, key) < (before === from && isLeaf ? 1 : 0)
      if (!isAfter || key.length === 0) return this.fault(`${tree.name}: page ${page}: its keys are out of order`)
      before = key
    }
    if (to === undefined || before === undefined || tree.compare(before, to) < 0) return true
    return this.fault(`${tree.name}: page ${page}: its keys belong to another page`)
  }

  #children(tree: Tree, nodes: readonly Node[], { place, counts }: { place: Place; counts: Counts }): void {
    for (const [i, node] of nodes.entries()) {
      const from = i === 0 ? place.from : node.key
      this.#page(tree, { page: node.child, level: place.level + 1, from, to: nodes[i + 1]?.key ?? place.to }, counts)
    }
  }

  #leaf(tree: Tree, node: Node, { page, counts }: { page: number; counts: Counts }): void {
    counts.entries += 1
    const isBig = (node.flags & NODE.big) !== 0
    if (isBig && !this.#big(tree.name, node, counts)) return
    const bytes = () => (isBig ? this.#bytesOf(node) : node.data)
    const problem = tree.check(node, bytes)
    if (problem !== undefined) this.fault(`${tree.name}: page ${page}: ${problem}`)
  }

  /** Checks data on separate pages: there must be enough of them, and the first must be marked as the first. */
  #big(name: string, node: Node, counts: Counts): boolean {
    const [first, pages] = [readU64(node.data, 0), readU64(node.data, 16)]
    if (pages < Math.ceil((23 + node.size + 1) / this.#file.pageSize))
      return this.fault(`${name}: page ${first}: too few pages for its data`)
    if (!this.#take(name, first, pages)) return false
    counts.overflow += pages
    const page = this.#file.read(first)
    if (!this.#isHeaded(name, { page, number: first, flags: PAGE.overflow })) return false
    const { overflowPages } = pageHeader(page)
    return overflowPages === pages || this.fault(`${name}: page ${first} says ${overflowPages} pages, not ${pages}`)
  }

  #bytesOf(node: Node): Buffer {
    const all = this.#file.read(readU64(node.data, 0), Math.ceil((24 + node.size) / this.#file.pageSize))
    return all.subarray(24, 24 + node.size)
  }
}
