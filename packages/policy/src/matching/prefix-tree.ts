/** Receives the items that a walk through the tree finds. */
export interface Visitor<T> {
  visit(item: T): void
}

interface Node<T> {
  /** The characters that lead here from the parent node. */
  label: string
  /** Absent when there are none. */
  items: T[] | undefined
  /** By the first character of their label; absent when there are none. */
  children: Map<number, Node<T>> | undefined
}

/**
 * Items by the beginning of a text (a radix tree). Finding those for one text costs as much as the branches on the way, even with a thousand items.
 */
export class PrefixTree<T> {
  readonly #root: Node<T> = { label: '', items: undefined, children: undefined }

  /** Adds an item under a prefix. */
  add(prefix: string, item: T): void {
    let node = this.#root
    for (let at = 0; at < prefix.length; ) {
      const first = prefix.charCodeAt(at)
      const child = node.children?.get(first)
      if (child === undefined) {
        node = graft(node, prefix.slice(at))
        break
      }
      const shared = sharedLength(child.label, prefix, at)
      if (shared < child.label.length) split(child, shared)
      node = child
      at += shared
    }
    // A literal takes less memory than an empty list that grows.
    if (node.items === undefined) node.items = [item]
    else node.items.push(item)
  }

  /** Visits the items whose prefix begins the text. */
  walk(text: string, visitor: Visitor<T>): void {
    let node: Node<T> | undefined = this.#root
    for (let at = 0; node !== undefined && text.startsWith(node.label, at); ) {
      if (node.items !== undefined) for (const item of node.items) visitor.visit(item)
      at += node.label.length
      node = node.children?.get(text.charCodeAt(at))
    }
  }

  /** Visits every item. */
  walkAll(visitor: Visitor<T>): void {
    const open = [this.#root]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.items !== undefined) for (const item of node.items) visitor.visit(item)
      if (node.children !== undefined) open.push(...node.children.values())
    }
  }
}

function graft<T>(parent: Node<T>, label: string): Node<T> {
  const node: Node<T> = { label, items: undefined, children: undefined }
  parent.children ??= new Map()
  parent.children.set(label.charCodeAt(0), node)
  return node
}

/** Splits a node in two: the upper half keeps its place in the tree, the lower half takes its contents. */
function split<T>(node: Node<T>, at: number): void {
  const lower: Node<T> = { label: node.label.slice(at), items: node.items, children: node.children }
  node.items = undefined
  node.label = node.label.slice(0, at)
  node.children = new Map([[lower.label.charCodeAt(0), lower]])
}

function sharedLength(label: string, text: string, from: number): number {
  let length = 0
  while (length < label.length && label.charCodeAt(length) === text.charCodeAt(from + length)) length++
  return length
}
