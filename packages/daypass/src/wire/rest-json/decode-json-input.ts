// rest-json: the codec of restJson1: labels, query and headers with a JSON body.
// It owns bytes to values and back, by the model alone.
import { parseJson, readJsonMembers, readPayload } from '../json/read-json.js'
import { type DecodedInput, decoding, Malformed } from '../problem.js'
import { type RequestParts, readPart } from '../rest/read-parts.js'
import type { Member, ServiceModel, Shape } from '../service-model.js'

/** A routed request whose whole body was read. */
export interface JsonRequest extends RequestParts {
  readonly body: Uint8Array
}

/**
 * Reads a routed rest-json request into the operation's input (Smithy, "AWS restJson1 protocol"): labels, query, headers, and the body, which is the
 * other members as JSON, or the one member that is the payload. A missing body is an empty one. A value that does not fit its shape is a
 * `SerializationException`. Constraints are not checked here. Throws if the model has no such operation.
 */
export function decodeJsonInput(model: ServiceModel, operation: string, request: JsonRequest): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const { input } = declared
  if (!input) return { ok: true, input: {} }
  return decoding('SerializationException', () => ({ ...readOutside(input, request), ...readInside(input, request.body) }))
}

function readOutside(shape: Shape, request: JsonRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const member of shape.members) {
    const read = readPart(member, request)
    if (!read.ok) throw new Malformed(`The value of ${member.wireName} is not a valid ${member.shape.type}.`)
    if (read.value !== undefined) input[member.name] = read.value
  }
  return input
}

function readInside(shape: Shape, body: Uint8Array): Record<string, unknown> {
  const { payload, members } = shape
  if (payload) return withPayload(payload, body)
  if (!members.some(({ location }) => location === 'body')) return {}
  return readJsonMembers(shape, body.length === 0 ? {} : parseJson(body))
}

function withPayload(payload: Member, body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {}
  const { type } = payload.shape
  if (type === 'blob') return { [payload.name]: body }
  return { [payload.name]: type === 'string' ? textOf(body) : readPayload(payload, parseJson(body)) }
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    throw new Malformed('The body is not valid UTF-8.')
  }
}
