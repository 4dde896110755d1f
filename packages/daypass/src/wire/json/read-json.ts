// json: what the JSON protocols share: reading and writing members, and their errors.
// It owns the values. Where a value is in a request is the business of the codec.
import { Malformed } from '../problem.js'
import { isNumeric, parseScalar } from '../scalar.js'
import type { Member, Shape } from '../service-model.js'
import { parseTimestamp } from '../timestamp.js'

// Deeper than any input of the services. Without a limit, recursive shapes and documents could be nested until the stack is exhausted.
const MAX_DEPTH = 64

/** The JSON value of a body in UTF-8. Throws Malformed. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Malformed('The body is not valid JSON.')
  }
}

/** The position of a value: the name for error messages, and the nesting depth. */
interface Place {
  readonly path: string
  readonly depth: number
}

const ROOT: Place = { path: 'the body', depth: 0 }

/** Reads the value that is the whole body. Throws Malformed if it does not fit its shape. */
export const readPayload = (member: Member, value: unknown): unknown => readValue(member, value, ROOT)

/**
 * Reads a structure's body members (Smithy, "AWS JSON protocols"): members that are not in the model are ignored, null means absent. A union must
 * have exactly one member. Numbers are sent as numbers, or as `NaN`, `Infinity`, `-Infinity`; dates as seconds since 1970 or as text, as the model
 * says; booleans as booleans; blobs in base64. Throws Malformed if a value does not fit its shape.
 */
export const readJsonMembers = (shape: Shape, value: unknown): Record<string, unknown> => readStructure(shape, value, ROOT)

function readStructure(shape: Shape, value: unknown, place: Place): Record<string, unknown> {
  const given = objectOf(value, place)
  if (shape.union) requireOne(shape, given, place)
  const input: Record<string, unknown> = {}
  for (const member of shape.members) {
    if (member.location !== 'body') continue
    const held = Object.hasOwn(given, member.wireName) ? given[member.wireName] : null
    if (held !== null) input[member.name] = readValue(member, held, inside(place, member.wireName))
  }
  return input
}

/** Clients that receive the name of a type with a union's member may send it back (Smithy, "Union serialization"). */
const TYPE = '__type'

function requireOne(union: Shape, given: Readonly<Record<string, unknown>>, { path }: Place): void {
  const set = Object.keys(given).filter((name) => name !== TYPE && given[name] !== null)
  if (set.length !== 1 || !union.members.some(({ wireName }) => wireName === set[0]))
    throw new Malformed(`The value of ${path} must have exactly one member.`)
}

function inside({ depth }: Place, path: string): Place {
  if (depth >= MAX_DEPTH) throw new Malformed(`The value of ${path} is nested deeper than ${MAX_DEPTH} values.`)
  return { path, depth: depth + 1 }
}

function readValue(member: Member, value: unknown, place: Place): unknown {
  const { shape } = member
  if (shape.type === 'structure') return readStructure(shape, value, place)
  if (shape.type === 'list') return readList(shape, value, place)
  if (shape.type === 'map') return readMap(shape, value, place)
  if (shape.type === 'document') return readDocument(value, place)
  const scalar = readScalar(member, value)
  if (scalar === undefined) throw new Malformed(`The value of ${place.path} is not a valid ${shape.type}.`)
  return scalar
}

function readList(shape: Shape, value: unknown, place: Place): unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`The value of ${place.path} is not a list.`)
  const item = elementOf(shape, shape.member)
  return value.map((held: unknown) => readValue(item, held, inside(place, place.path)))
}

function readMap(shape: Shape, value: unknown, place: Place): Record<string, unknown> {
  const out: Record<string, unknown> = Object.create(null)
  const element = elementOf(shape, shape.value)
  for (const [key, held] of Object.entries(objectOf(value, place))) out[key] = readValue(element, held, inside(place, place.path))
  return out
}

function readDocument(value: unknown, place: Place): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const held of Object.values(value)) readDocument(held, inside(place, place.path))
  return value
}

function elementOf(shape: Shape, member: Member | undefined): Member {
  if (!member) throw new Error(`${shape.name} has no elements`)
  return member
}

function objectOf(value: unknown, { path }: Place): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`The value of ${path} is not an object.`)
  return value as Readonly<Record<string, unknown>>
}

const isWord = (value: unknown): boolean => value === 'NaN' || value === 'Infinity' || value === '-Infinity'

function readScalar({ shape, timestampFormat = 'unixTimestamp' }: Member, value: unknown): unknown {
  if (shape.type === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (shape.type === 'timestamp') {
    if (typeof value !== (timestampFormat === 'unixTimestamp' ? 'number' : 'string')) return undefined
    return parseTimestamp(String(value), timestampFormat)
  }
  if (isNumeric(shape)) return typeof value === 'number' || isWord(value) ? parseScalar(shape, String(value)) : undefined
  return typeof value === 'string' ? parseScalar(shape, value) : undefined
}
