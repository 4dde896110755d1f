// query: the codec of the query protocol: a form in, XML or JSON out; the forms of the ec2 protocol too.
// It owns bytes to values and back, by the model alone.
import { type DecodedInput, decoding, Malformed } from '../problem.js'
import { isScalar, parseScalar } from '../scalar.js'
import type { Member, ServiceModel, Shape } from '../service-model.js'
import { listItems, type ParamNode, paramTree } from './param-tree.js'

/**
 * Reads the parameters of a query or ec2 request into the operation's input. Parameters whose first name is not in the model are ignored, as are
 * unknown fields of structures. Everything else that does not fit is a `MalformedInput`: an invalid number, boolean, date or base64 text; a structure
 * instead of text; a list index that is not 1 to 10,000. Gaps between indexes are closed. `Name=` alone is an empty list. NOTE A part of a known
 * parameter that does not fit is rejected, not dropped, because it could be the session policy that limits the caller. Throws only if the model has
 * no such operation.
 */
export function decodeQueryInput(model: ServiceModel, operation: string, params: ReadonlyMap<string, string>): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const { input } = declared
  if (!input) return { ok: true, input: {} }
  return decoding('MalformedInput', () => decodeStructure(input, paramTree(params, topNames(input)), ''))
}

const names = new WeakMap<Shape, ReadonlySet<string>>()

function topNames(shape: Shape): ReadonlySet<string> {
  const known = names.get(shape)
  if (known) return known
  const made = new Set(shape.members.map((member) => member.form.name))
  names.set(shape, made)
  return made
}

function decodeStructure(shape: Shape, node: ParamNode, path: string): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const member of shape.members) {
    const { name } = member.form
    const child = node.children?.get(name)
    if (child) input[member.name] = decodeNode(member, child, path === '' ? name : `${path}.${name}`)
  }
  return input
}

function decodeNode(member: Member, node: ParamNode, path: string): unknown {
  const { shape } = member
  if (isScalar(shape)) return decodeScalar(shape, node, path)
  if (node.value !== undefined && node.value !== '') throw new Malformed(`Unexpected value for ${path}, which is not a scalar`)
  if (shape.type === 'list') return decodeList(member, node, path)
  if (shape.type === 'map') return decodeMap(member, node, path)
  return decodeStructure(shape, node, path)
}

function decodeScalar(shape: Shape, node: ParamNode, path: string): unknown {
  if (node.children || node.value === undefined) throw new Malformed('Start of structure or map found where not expected.')
  const value = parseScalar(shape, node.value)
  if (value === undefined) throw new Malformed(`The value of ${path} is not a valid ${shape.type}`)
  return value
}

function itemsOf(member: Member, node: ParamNode, names: { path: string; wrapper: string }): readonly ParamNode[] {
  const items = listItems(node, member.form.flattened ? undefined : names.wrapper)
  if (!items) throw new Malformed(`The elements of ${names.path} are not numbered from 1 to 10000`)
  return items
}

function decodeList(list: Member, node: ParamNode, path: string): unknown[] {
  const { member } = list.shape
  if (!member) throw new Error(`${list.shape.name} is not a list`)
  return itemsOf(list, node, { path, wrapper: member.form.name }).map((item) => decodeNode(member, item, path))
}

function decodeMap(map: Member, node: ParamNode, path: string): Record<string, unknown> {
  const { key, value } = map.shape
  if (!key || !value) throw new Error(`${map.shape.name} is not a map`)
  const out: Record<string, unknown> = Object.create(null)
  for (const item of itemsOf(map, node, { path, wrapper: 'entry' })) {
    const name = item.children?.get(key.form.name)?.value
    const held = item.children?.get(value.form.name)
    if (name === undefined || !held || name in out) throw new Malformed(`An entry of ${path} has no key and value of its own`)
    out[name] = decodeNode(value, held, path)
  }
  return out
}
