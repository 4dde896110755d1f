import { checkRange, keyBytes } from './key-order.js'
import type { PackedTree } from './packed-tree.js'
import type { Entry, Revision, View } from './store.js'
import { ViewEnded } from './store.js'

/** The first entries of [start, end), at most `limit`. */
export function collect(tree: PackedTree, range: { readonly start: string; readonly end: string }, limit: number): Entry[] {
  const found: Entry[] = []
  for (const entry of tree.scan(range.start, range.end)) {
    found.push(entry)
    if (found.length === limit) break
  }
  return found
}

/** The view of engines whose records are in memory: it holds a tree, which never changes. */
export class TreeView implements View {
  readonly revision: Revision
  readonly #tree: PackedTree
  readonly #storeClosed: () => boolean
  #released = false

  constructor(tree: PackedTree, revision: Revision, storeClosed: () => boolean) {
    this.revision = revision
    this.#tree = tree
    this.#storeClosed = storeClosed
  }

  #held(): PackedTree {
    if (this.#released || this.#storeClosed()) throw new ViewEnded('the view was released')
    return this.#tree
  }

  get(key: string): Entry | undefined {
    keyBytes(key)
    return this.#held().get(key)
  }

  range(start: string, end: string, limit: number): Entry[] {
    checkRange(start, end, limit)
    return collect(this.#held(), { start, end }, limit)
  }

  release(): void {
    this.#released = true
  }
}
