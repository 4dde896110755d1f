import { type Refused, refused } from '../problem.js'
import type { DecodedInput } from '../query/decode-query-input.js'
import { isNumeric, parseScalar } from '../scalar.js'
import type { Member, ServiceModel, Shape } from '../service-model.js'

class Malformed extends Error {}

/**
 * Reads the body of a rest-json request into the operation's input (Smithy, "AWS restJson1 protocol"). No body is an empty one; members that the model
 * does not know are ignored, null is absent. What does not fit its shape is a `SerializationException`. Constraints are not checked here.
 * Throws if the model has no such operation, or one with members outside the body: those are not built.
 */
export function decodeJsonInput(model: ServiceModel, operation: string, body: Uint8Array): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const { input } = declared
  if (!input) return { ok: true, input: {} }
  if (input.payload || input.members.some(({ location }) => location !== 'body'))
    throw new Error(`${operation} has members outside its body`)
  try {
    return { ok: true, input: readStructure(input, parse(body), 'the body') }
  } catch (error) {
    return malformed(error)
  }
}

function malformed(error: unknown): Refused {
  if (error instanceof Malformed) return refused('SerializationException', error.message)
  throw error
}

function parse(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Malformed('The body is not valid JSON.')
  }
}

function readStructure(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  const given = objectOf(value, path)
  const input: Record<string, unknown> = {}
  for (const member of shape.members) {
    const held = Object.hasOwn(given, member.wireName) ? given[member.wireName] : null
    if (held !== null) input[member.name] = readValue(member.shape, held, member.wireName)
  }
  return input
}

function readValue(shape: Shape, value: unknown, path: string): unknown {
  if (shape.type === 'structure') return readStructure(shape, value, path)
  if (shape.type === 'list') return readList(shape, value, path)
  if (shape.type === 'map') return readMap(shape, value, path)
  const scalar = readScalar(shape, value)
  if (scalar === undefined) throw new Malformed(`The value of ${path} is not a valid ${shape.type}.`)
  return scalar
}

function readList(shape: Shape, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`The value of ${path} is not a list.`)
  return value.map((item: unknown) => readValue(elementOf(shape, shape.member), item, path))
}

function readMap(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  const out: Record<string, unknown> = Object.create(null)
  for (const [key, held] of Object.entries(objectOf(value, path))) out[key] = readValue(elementOf(shape, shape.value), held, path)
  return out
}

function elementOf(shape: Shape, member: Member | undefined): Shape {
  if (!member) throw new Error(`${shape.name} has no elements`)
  return member.shape
}

function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`The value of ${path} is not an object.`)
  return value as Readonly<Record<string, unknown>>
}

/** Numbers come as numbers, dates as seconds since 1970, booleans as such, everything else as text. */
function readScalar(shape: Shape, value: unknown): unknown {
  if (shape.type === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (isNumeric(shape) || shape.type === 'timestamp') return typeof value === 'number' ? parseScalar(shape, String(value)) : undefined
  return typeof value === 'string' ? parseScalar(shape, value) : undefined
}
