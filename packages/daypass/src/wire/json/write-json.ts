import { isNumeric, isScalar, scalarText } from '../scalar.js'
import type { Member, Shape } from '../service-model.js'

type Values = Readonly<Record<string, unknown>>

/** A structure as the JSON answers of the query services have it: members by their names, dates as whole seconds since 1970, blobs in base64. */
export function structureJson(shape: Shape, value: unknown): Record<string, unknown> {
  const values = value as Values
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const held = values[member.name]
    if (held !== undefined && held !== null) out[member.wireName] = valueJson(member.shape, held)
  }
  return out
}

function valueJson(shape: Shape, value: unknown): unknown {
  if (isScalar(shape)) return scalarJson(shape, value)
  if (shape.type === 'structure') return structureJson(shape, value)
  if (shape.type === 'list') return listJson(shape, value)
  const entries = Object.entries(value as Values).map(([key, held]) => [key, valueJson(elementOf(shape.value, shape), held)])
  return Object.fromEntries(entries)
}

function listJson(shape: Shape, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`an output holds no list where ${shape.name} is due`)
  return value.map((item: unknown) => valueJson(elementOf(shape.member, shape), item))
}

function elementOf(member: Member | undefined, shape: Shape): Shape {
  if (!member) throw new TypeError(`${shape.name} has no elements`)
  return member.shape
}

function scalarJson(shape: Shape, value: unknown): unknown {
  const text = scalarText(shape, value, { timestamp: 'unixTimestamp', millis: false })
  if (shape.type === 'boolean') return value
  return isNumeric(shape) || shape.type === 'timestamp' ? Number(text) : text
}
