import { isNumeric, isScalar, scalarText } from '../scalar.js'
import { isInAnswerBody, type Member, type Shape } from '../service-model.js'

type Values = Readonly<Record<string, unknown>>

/** How dates are written: always as whole seconds since 1970 (query services), or as the model says and otherwise as seconds with fractions. */
export type JsonDates = 'whole-seconds' | 'as-modelled'

/** The body members of a structure by their names on the wire, blobs in base64. Members that are undefined or null are left out. */
export function structureJson(shape: Shape, value: unknown, dates: JsonDates): Record<string, unknown> {
  const values = value as Values
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const held = values[member.name]
    if (isInAnswerBody(member) && held !== undefined && held !== null) out[member.wireName] = valueJson(member, held, dates)
  }
  return out
}

/** One value of a structure. Throws TypeError if it does not fit the shape: a defect of daypass, never of the caller. */
export function valueJson(member: Member, value: unknown, dates: JsonDates): unknown {
  const { shape } = member
  if (shape.type === 'document') return value
  if (isScalar(shape)) return scalarJson(member, value, dates)
  if (shape.type === 'structure') return structureJson(shape, value, dates)
  if (shape.type === 'list') return listJson(shape, value, dates)
  const element = elementOf(shape.value, shape)
  return Object.fromEntries(Object.entries(value as Values).map(([key, held]) => [key, valueJson(element, held, dates)]))
}

function listJson(shape: Shape, value: unknown, dates: JsonDates): unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`an output holds no list where ${shape.name} is due`)
  const item = elementOf(shape.member, shape)
  return value.map((held: unknown) => valueJson(item, held, dates))
}

function elementOf(member: Member | undefined, shape: Shape): Member {
  if (!member) throw new TypeError(`${shape.name} has no elements`)
  return member
}

function scalarJson({ shape, timestampFormat = 'unixTimestamp' }: Member, value: unknown, dates: JsonDates): unknown {
  const timestamp = dates === 'whole-seconds' ? 'unixTimestamp' : timestampFormat
  const text = scalarText(shape, value, { timestamp, millis: dates === 'as-modelled' })
  if (shape.type === 'boolean') return value
  if (shape.type === 'timestamp') return timestamp === 'unixTimestamp' ? Number(text) : text
  // JSON has no numbers for values that are not finite.
  return isNumeric(shape) && Number.isFinite(value) ? Number(text) : text
}
