import { structureXml } from '../encode-xml.js'
import { isScalar, type ScalarStyle, scalarText } from '../scalar.js'
import type { Member, OperationModel, ServiceModel, Shape } from '../service-model.js'
import { escapeXml } from '../xml-text.js'
import { encodedWords } from './encoded-words.js'

/** A response without the headers of every response (request id, date). `body` is absent where there is none. */
export interface RestResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
}

type Values = Readonly<Record<string, unknown>>

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const bodyStyle: ScalarStyle = { timestamp: 'iso8601', millis: true }
const headerStyle: ScalarStyle = { timestamp: 'rfc822', millis: true }

/**
 * The response of a rest-xml operation: header members (dates as RFC 9110 writes them), `x-amz-meta-*` in ASCII, and the payload as it is or the body members
 * as XML with milliseconds in dates. The status is the model's, and 206 for an answer with a Content-Range.
 * Throws TypeError if the output is not what the model says or a header cannot carry its value, Error if there is no such operation.
 */
export function encodeRestOutput(model: ServiceModel, operation: string, output: unknown): RestResponse {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const values = (output ?? {}) as Values
  const headers = headersOf(declared.output, values)
  const status = Object.hasOwn(headers, 'Content-Range') ? 206 : declared.responseCode
  const body = bodyOf(model, declared, values)
  if (body === undefined) return { status, headers }
  return { status, headers: typeof body === 'string' ? { ...headers, 'Content-Type': 'application/xml' } : headers, body }
}

function bodyOf(model: ServiceModel, { output }: OperationModel, values: Values): RestResponse['body'] {
  if (!output) return undefined
  if (output.payload?.shape.type === 'blob') return values[output.payload.name] as RestResponse['body']
  const members = output.members.filter((member) => member.location === 'body')
  return members.length === 0 ? undefined : documentOf(model, output, { members, values })
}

function documentOf(model: ServiceModel, output: Shape, held: { members: readonly Member[]; values: Values }): string {
  const root = model.outputRoots.get(output.name) ?? { name: output.name, unwrapped: false }
  const inner = root.unwrapped ? unwrapped(held.members[0], held.values) : structureXml(output, held.values, bodyStyle)
  return `${declaration}<${root.name} xmlns="${escapeXml(model.xmlNamespace)}">${inner}</${root.name}>`
}

function unwrapped(member: Member | undefined, values: Values): string {
  const value = member && values[member.name]
  return member && value !== undefined && value !== null ? escapeXml(scalarText(member.shape, value, bodyStyle)) : ''
}

function headersOf(output: Shape | undefined, values: Values): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const member of output?.members ?? []) {
    const value = values[member.name]
    if (value === undefined || value === null) continue
    if (member.location === 'header') setHeader(headers, member.wireName, headerText(member, value))
    if (member.location === 'headers') {
      for (const [name, text] of Object.entries(value as Values)) {
        setHeader(headers, `${member.wireName}${name}`, encodedWords(String(text)))
      }
    }
  }
  return headers
}

function headerText(member: Member, value: unknown): string {
  if (!isScalar(member.shape)) throw new TypeError(`no header carries the ${member.shape.type} ${member.shape.name}`)
  return scalarText(member.shape, value, member.timestampFormat ? { ...headerStyle, timestamp: member.timestampFormat } : headerStyle)
}

// A line break here would be a header of the attacker's choice. Node refuses it too; we refuse it where the value is known by name.
const headerSafe = /^[\t\x20-\x7e\x80-\xff]*$/

function setHeader(headers: Record<string, string>, name: string, text: string): void {
  if (!headerSafe.test(text)) throw new TypeError(`the header ${name} cannot carry its value`)
  headers[name] = text
}
