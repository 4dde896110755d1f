import { type Refused, refused } from '../problem.js'
import { parseScalar } from '../scalar.js'
import type { Member, ServiceModel, Shape } from '../service-model.js'
import { decodePayload, type ReadBody } from './decode-xml.js'
import { type HeaderBag, headerOf } from '../rest/headers.js'

/** A routed request. `body` is whole bytes or text for operations whose payload is XML, and whatever streams for the others. */
export interface RestRequest {
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: ReadonlyMap<string, string>
  readonly headers: HeaderBag
  readonly body: string | Uint8Array | ReadBody | AsyncIterable<Uint8Array> | undefined
}

/** The input of an operation as its generated type has it, or why it cannot be read. */
export type DecodedRestInput = { readonly ok: true; readonly input: Record<string, unknown> } | Refused

/**
 * Reads a routed rest-xml request into the operation's input: address, query, headers, `x-amz-meta-*`, and the body.
 * Problems: InvalidArgument (a number, boolean or date that is none; a `response-*` override no header can carry), MissingRequestBodyError,
 * MalformedXML. A date in a conditional header of HTTP's own that is none is left out, as RFC 9110 sections 13.1.3 and 13.1.4 demand.
 * Constraints and enums are not checked here. Throws only if the model has no such operation.
 */
export function decodeRestInput(model: ServiceModel, operation: string, request: RestRequest): DecodedRestInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const input: Record<string, unknown> = {}
  if (!declared.input) return { ok: true, input }
  for (const member of declared.input.members) {
    const read = readMember(member, declared.input, { model, request })
    if (!read.ok) return read
    if (read.value !== undefined) input[member.name] = read.value
  }
  return { ok: true, input }
}

type Read = { readonly ok: true; readonly value: unknown } | Refused

interface Context {
  readonly model: ServiceModel
  readonly request: RestRequest
}

function readMember(member: Member, shape: Shape, { model, request }: Context): Read {
  switch (member.location) {
    case 'uri':
      return { ok: true, value: member.wireName === 'Bucket' ? request.bucket : request.key }
    case 'querystring':
      return readText(member, request.query.get(member.wireName))
    case 'header':
      return readText(member, headerOf(request.headers, member.wireName))
    case 'headers':
      return { ok: true, value: prefixed(request.headers, member.wireName) }
    default:
      return member === shape.payload ? decodePayload(member, request.body, model.xmlNamespace) : { ok: true, value: undefined }
  }
}

const httpDates = new Set(['If-Modified-Since', 'If-Unmodified-Since'])
const beyondLatin1 = /[^\0-\xff]/
const control = /[^\t\x20-\x7e\x80-\xff]/

function readText(member: Member, text: string | undefined): Read {
  if (text === undefined) return { ok: true, value: undefined }
  const unfit = member.wireName.startsWith('response-') ? whyNoHeader(text) : undefined
  if (unfit !== undefined) return invalid(member, text, unfit)
  if (member.shape.type === 'list') return readList(member, text)
  const value = parseScalar(member.shape, text)
  if (value !== undefined || httpDates.has(member.wireName)) return { ok: true, value }
  return invalid(member, text, `Provided ${member.wireName} is not a valid ${member.shape.type}`)
}

/** Why a header of the answer cannot carry a text, each of whose characters becomes one byte. The first sentence was seen of S3. */
function whyNoHeader(text: string): string | undefined {
  if (beyondLatin1.test(text)) return 'Header value cannot be represented using ISO-8859-1.'
  return control.test(text) ? 'Header value cannot hold control characters.' : undefined
}

function readList(member: Member, text: string): Read {
  const element = member.shape.member
  const values = text.split(',').map((item) => element && parseScalar(element.shape, item.trim()))
  return values.includes(undefined) ? invalid(member, text, `Provided ${member.wireName} is not a valid list`) : { ok: true, value: values }
}

function invalid(member: Member, text: string, message: string): Refused {
  return refused('InvalidArgument', message, { ArgumentName: member.wireName, ArgumentValue: text.slice(0, 1024) })
}

// NOTE An object without a prototype: the header `x-amz-meta-__proto__` is a name like any other.
function prefixed(headers: HeaderBag, prefix: string): Record<string, string> | undefined {
  const out: Record<string, string> = Object.create(null)
  let found = false
  for (const name of Object.keys(headers)) {
    const value = name.length > prefix.length && name.startsWith(prefix) ? headerOf(headers, name) : undefined
    if (value === undefined) continue
    out[name.slice(prefix.length)] = value
    found = true
  }
  return found ? out : undefined
}
