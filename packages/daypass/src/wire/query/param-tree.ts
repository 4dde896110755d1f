/** Parameters as a tree, by the dots in their names: `Tags.member.1.Key=a` is at Tags, member, 1, Key. */
export interface ParamNode {
  value: string | undefined
  children: Map<string, ParamNode> | undefined
}

// Deeper than any input of the services; a name with more dots is a scalar with children, which the decoder rejects or ignores.
const maxDepth = 16
const maxIndex = 10_000
const wholeIndex = /^[1-9]\d{0,4}$/

/** Adds the parameters whose first name is one of `known`; the others cost nothing. */
export function paramTree(params: ReadonlyMap<string, string>, known: ReadonlySet<string>): ParamNode {
  const root: ParamNode = { value: undefined, children: undefined }
  for (const [name, value] of params) {
    const dot = name.indexOf('.')
    if (known.has(dot < 0 ? name : name.slice(0, dot))) place(root, name, value)
  }
  return root
}

function place(root: ParamNode, name: string, value: string): void {
  let node = root
  for (const part of name.split('.', maxDepth)) node = childOf(node, part)
  node.value = value
}

function childOf(node: ParamNode, name: string): ParamNode {
  node.children ??= new Map()
  const known = node.children.get(name)
  if (known) return known
  const made: ParamNode = { value: undefined, children: undefined }
  node.children.set(name, made)
  return made
}

/**
 * The elements of a list in the order of their indexes: the children of `node` (flattened), or of its only child `wrapper`. Undefined if there is
 * another child, or an index is not a plain number from 1 to 10,000. It never loops over all indexes; it sorts those that are given.
 */
export function listItems(node: ParamNode, wrapper: string | undefined): readonly ParamNode[] | undefined {
  const holder = wrapper === undefined ? node : wrapped(node, wrapper)
  if (!holder || (wrapper !== undefined && holder.value !== undefined)) return undefined
  const entries = [...(holder.children ?? [])]
  if (entries.some(([index]) => !wholeIndex.test(index) || Number(index) > maxIndex)) return undefined
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item)
}

function wrapped(node: ParamNode, wrapper: string): ParamNode | undefined {
  if (!node.children) return { value: undefined, children: undefined }
  return node.children.size === 1 ? node.children.get(wrapper) : undefined
}
