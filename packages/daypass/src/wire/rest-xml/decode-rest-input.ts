import { type DecodedInput, type Refused, refused } from '../problem.js'
import { type RequestParts, readPart } from '../rest/read-parts.js'
import type { Member, ServiceModel } from '../service-model.js'
import { decodeMembers, decodePayload, type ReadBody } from './decode-xml.js'

/** A routed request. `body` is all bytes or text for operations whose body is XML, and a stream or other value for the others. */
export interface RestRequest extends RequestParts {
  readonly body: string | Uint8Array | ReadBody | AsyncIterable<Uint8Array> | undefined
}

/**
 * Reads a routed rest-xml request into the operation's input: labels, query, headers, `x-amz-meta-*`, and the body. Problems: InvalidArgument (an
 * invalid number, boolean or date; a `response-*` override that no header can carry), MissingRequestBodyError, MalformedXML. An invalid date in a
 * conditional header of HTTP is ignored, as RFC 9110 sections 13.1.3 and 13.1.4 require. Constraints and enums are not checked here. Throws only if
 * the model has no such operation.
 */
export function decodeRestInput(model: ServiceModel, operation: string, request: RestRequest): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const input: Record<string, unknown> = {}
  if (!declared.input) return { ok: true, input }
  for (const member of declared.input.members) {
    const read = member === declared.input.payload ? decodePayload(member, request.body, model.xmlNamespace) : readOutside(member, request)
    if (!read.ok) return read
    if (read.value !== undefined) input[member.name] = read.value
  }
  if (declared.input.payload || !declared.input.members.some(isInBody)) return { ok: true, input }
  const body = decodeMembers(declared, request.body, model.xmlNamespace)
  return body.ok ? { ok: true, input: Object.assign(input, body.value) } : body
}

const isInBody = ({ location }: Member): boolean => location === 'body'

type Read = { readonly ok: true; readonly value: unknown } | Refused

const httpDates = new Set(['If-Modified-Since', 'If-Unmodified-Since'])
const beyondLatin1 = /[^\0-\xff]/
const control = /[^\t\x20-\x7e\x80-\xff]/

function readOutside(member: Member, request: RestRequest): Read {
  const override = member.wireName.startsWith('response-') ? request.query.get(member.wireName) : undefined
  const unfit = typeof override === 'string' ? whyNoHeader(override) : undefined
  if (typeof override === 'string' && unfit !== undefined) return invalid(member, override, unfit)
  const read = readPart(member, request)
  if (read.ok) return read
  if (httpDates.has(member.wireName)) return { ok: true, value: undefined }
  return invalid(member, read.text, `Provided ${member.wireName} is not a valid ${member.shape.type}`)
}

/** Why a header of the response cannot carry a text, each of whose characters becomes one byte. The first sentence was seen on S3. */
function whyNoHeader(text: string): string | undefined {
  if (beyondLatin1.test(text)) return 'Header value cannot be represented using ISO-8859-1.'
  return control.test(text) ? 'Header value cannot hold control characters.' : undefined
}

function invalid(member: Member, text: string, message: string): Refused {
  return refused('InvalidArgument', message, { ArgumentName: member.wireName, ArgumentValue: text.slice(0, 1024) })
}
