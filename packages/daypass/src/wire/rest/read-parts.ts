import { parseScalar } from '../scalar.js'
import type { Member, Shape } from '../service-model.js'
import { splitDates, splitList } from './header-list.js'
import { type HeaderBag, headerOf } from './headers.js'

/** The parts of a request outside its body: the decoded labels of its path; the value or values of each query name; its headers. */
export interface RequestParts {
  readonly labels: ReadonlyMap<string, string>
  readonly query: ReadonlyMap<string, string | readonly string[]>
  readonly headers: HeaderBag
}

/** The value of a member, undefined if absent; or the text that cannot be parsed. */
export type PartResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string }

/** Reads a member that is bound to the path, the query or the headers (Smithy, "HTTP bindings"). */
export function readPart(member: Member, parts: RequestParts): PartResult {
  switch (member.location) {
    case 'uri':
      return readText(member.shape, parts.labels.get(member.wireName))
    case 'querystring':
      return member.shape.type === 'map'
        ? found(queryMap(member.shape, parts.query))
        : readQueried(member.shape, parts.query.get(member.wireName))
    case 'header':
      return readHeader(member, headerOf(parts.headers, member.wireName))
    case 'headers':
      return found(prefixed(parts.headers, member.wireName.toLowerCase()))
    default:
      return found(undefined)
  }
}

const found = (value: unknown): PartResult => (value === undefined ? ABSENT : { ok: true, value })

/** Most members of most requests. */
const ABSENT: PartResult = { ok: true, value: undefined }

function readText(shape: Shape, text: string | undefined): PartResult {
  if (text === undefined) return ABSENT
  const value = parseScalar(shape, text)
  return value === undefined ? { ok: false, text } : found(value)
}

function readElements(shape: Shape, texts: readonly string[], whole: string): PartResult {
  const element = shape.member?.shape
  const values = texts.map((text) => element && parseScalar(element, text))
  return values.includes(undefined) ? { ok: false, text: whole } : found(values)
}

/** NOTE A name that is given twice but allowed once is rejected: a proxy in front of daypass may have used the other value. */
function readQueried(shape: Shape, given: string | readonly string[] | undefined): PartResult {
  if (given === undefined) return ABSENT
  const texts = typeof given === 'string' ? [given] : given
  if (shape.type === 'list') return readElements(shape, texts, texts.join(','))
  return texts.length === 1 ? readText(shape, texts[0]) : { ok: false, text: texts.join(',') }
}

/** All names of the query, including those that are bound to other members (Smithy, `httpQueryParams`: servers read it in this way). */
function queryMap(shape: Shape, query: RequestParts['query']): Record<string, unknown> | undefined {
  const lists = shape.value?.shape.type === 'list'
  const out: Record<string, unknown> = Object.create(null)
  for (const [name, given] of query) {
    const texts = typeof given === 'string' ? [given] : given
    out[name] = lists ? texts : texts[0]
  }
  return query.size === 0 ? undefined : out
}

function readHeader({ shape, timestampFormat }: Member, text: string | undefined): PartResult {
  if (text === undefined || shape.type !== 'list') return readText(shape, text)
  const isDates = shape.member?.shape.type === 'timestamp' && (shape.member.timestampFormat ?? timestampFormat ?? 'rfc822') === 'rfc822'
  const texts = isDates ? splitDates(text) : splitList(text)
  return texts === undefined ? { ok: false, text } : readElements(shape, texts, text)
}

// NOTE An object without a prototype: the header `x-amz-meta-__proto__` is a name like any other.
function prefixed(headers: HeaderBag, prefix: string): Record<string, string> | undefined {
  const out: Record<string, string> = Object.create(null)
  let isFound = false
  for (const name of Object.keys(headers)) {
    const value = name.length > prefix.length && name.startsWith(prefix) ? headerOf(headers, name) : undefined
    if (value === undefined) continue
    out[name.slice(prefix.length)] = value
    isFound = true
  }
  return isFound ? out : undefined
}
