import { isScalar, type ScalarStyle, scalarText } from '../scalar.js'
import type { Member, OperationModel, Shape } from '../service-model.js'
import { listElement } from './header-list.js'

/** A response without the headers that every response has (request id, date). `body` is absent if there is none. */
export interface RestResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
}

type Values = Readonly<Record<string, unknown>>

const headerStyle: ScalarStyle = { timestamp: 'rfc822', millis: true }

/**
 * The headers that members of the output are bound to, with dates as in RFC 9110 unless the model says otherwise; `prefixedText` writes the values of
 * those that share a prefix. Throws TypeError if a value is not what the model says, or if a header cannot carry it.
 */
export function outputHeaders(output: Shape | undefined, values: Values, prefixedText: (text: string) => string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const member of output === undefined ? [] : headerMembers(output)) {
    const value = values[member.name]
    if (value === undefined || value === null) continue
    if (member.location === 'header') setHeader(headers, member.wireName, headerText(member, value))
    else
      for (const [name, text] of Object.entries(value as Values))
        setHeader(headers, `${member.wireName}${name}`, prefixedText(String(text)))
  }
  return headers
}

const known = new WeakMap<Shape, readonly Member[]>()

/** The members of an output that are headers. */
function headerMembers(output: Shape): readonly Member[] {
  let members = known.get(output)
  if (members === undefined) {
    members = (output.members ?? []).filter(({ location }) => location === 'header' || location === 'headers')
    known.set(output, members)
  }
  return members
}

/** The status of a success: the member that is bound to it, otherwise the model's. */
export function statusOf({ output, responseCode }: OperationModel, values: Values): number {
  const member = output?.members.find(({ location }) => location === 'statusCode')
  const value = member && values[member.name]
  return typeof value === 'number' ? value : responseCode
}

function headerText(member: Member, value: unknown): string {
  const { shape } = member
  if (shape.type === 'list' && shape.member && Array.isArray(value)) return listText(shape.member, member, value)
  if (!isScalar(shape)) throw new TypeError(`no header carries the ${shape.type} ${shape.name}`)
  return scalarText(shape, value, styleOf(member))
}

function listText(item: Member, list: Member, values: readonly unknown[]): string {
  const style = styleOf(item.timestampFormat ? item : list)
  const texts = values.map((value) => scalarText(item.shape, value, style))
  return (item.shape.type === 'string' ? texts.map(listElement) : texts).join(', ')
}

const styleOf = ({ timestampFormat }: Member): ScalarStyle =>
  timestampFormat ? { ...headerStyle, timestamp: timestampFormat } : headerStyle

// A line break here would let an attacker add a header. Node rejects it too; it is rejected here because the name of the value is known.
const headerSafe = /^[\t\x20-\x7e\x80-\xff]*$/

function setHeader(headers: Record<string, string>, name: string, text: string): void {
  if (!headerSafe.test(text)) throw new TypeError(`the header ${name} cannot carry its value`)
  headers[name] = text
}
