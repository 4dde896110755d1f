import { type Refused, refused } from '../problem.js'
import { isScalar, parseScalar } from '../scalar.js'
import type { Member, Shape } from '../service-model.js'
import { defaultXmlBounds, readXml, readXmlInTurns, XML_AT_ONCE, type XmlElement, type XmlResult } from './read-xml.js'

type Read = { readonly ok: true; readonly value: unknown } | Refused

class Unfit extends Error {}

/** A body that was read as XML before it is decoded. */
export class ReadBody {
  readonly document: XmlResult

  constructor(document: XmlResult) {
    this.document = document
  }
}

/** Reads a large body of XML with a rest after every piece; a small one is left as it is, to be read at once. */
export async function readLargeBody(body: Uint8Array, rest: () => Promise<void>): Promise<Uint8Array | ReadBody> {
  if (body.length <= XML_AT_ONCE) return body
  const text = bodyText(body)
  return new ReadBody(text === undefined ? malformed() : await readXmlInTurns(text, defaultXmlBounds, rest))
}

/**
 * The payload member of an input. A blob is passed through as it comes. A structure is read from XML: the root must be the element the model names,
 * in the service's namespace or in none; an element the model does not know, a scalar given twice, a required member left out, or text where elements
 * are due is MalformedXML (S3 validates against its schema; and what we would drop may be what the caller relies on).
 * An empty body is an absent member, or MissingRequestBodyError if the member is required.
 */
export function decodePayload(member: Member, body: unknown, namespace: string): Read {
  if (member.shape.type === 'blob') return { ok: true, value: body }
  const text = body instanceof ReadBody ? 'read' : bodyText(body)
  if (text === undefined) return malformed()
  if (text === '') return member.required ? refused('MissingRequestBodyError', 'Request Body is empty') : { ok: true, value: undefined }
  const document = body instanceof ReadBody ? body.document : readXml(text, defaultXmlBounds)
  if (!document.ok) return document
  if (document.root.name !== member.wireName) return malformed()
  try {
    return { ok: true, value: decodeElement(member, document.root, namespace) }
  } catch (error) {
    if (error instanceof Unfit) return malformed()
    throw error
  }
}

function malformed(): Refused {
  return refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
}

function bodyText(body: unknown): string | undefined {
  if (typeof body === 'string' || body === undefined) return body ?? ''
  if (!(body instanceof Uint8Array)) throw new TypeError('an XML payload must be read whole before it is decoded')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function decodeElement(member: Member, element: XmlElement, namespace: string): unknown {
  if (element.namespace !== '' && element.namespace !== namespace) throw new Unfit()
  const { shape } = member
  if (isScalar(shape)) return decodeScalar(shape, element)
  if (element.text.trim() !== '') throw new Unfit()
  if (shape.type === 'list') return decodeItems(shape, element.children, { name: shape.member?.wireName ?? '', namespace })
  if (shape.type === 'structure') return decodeStructure(shape, element, namespace)
  throw new Error(`no operation we serve sends the map ${shape.name} as XML`)
}

function decodeScalar(shape: Shape, element: XmlElement): unknown {
  if (element.children.length > 0) throw new Unfit()
  const value = parseScalar(shape, shape.type === 'string' ? element.text : element.text.trim())
  if (value === undefined) throw new Unfit()
  return value
}

function decodeItems(shape: Shape, elements: readonly XmlElement[], expected: { name: string; namespace: string }): unknown[] {
  const { member } = shape
  if (!member) throw new Error(`${shape.name} is not a list`)
  return elements.map((element) => {
    if (element.name !== expected.name) throw new Unfit()
    return decodeElement(member, element, expected.namespace)
  })
}

function decodeStructure(shape: Shape, element: XmlElement, namespace: string): Record<string, unknown> {
  const groups = new Map<string, XmlElement[]>()
  for (const child of element.children) {
    const group = groups.get(child.name)
    if (group) group.push(child)
    else groups.set(child.name, [child])
  }
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    const group = groups.get(member.wireName)
    groups.delete(member.wireName)
    if (group) out[member.name] = decodeGroup(member, group, namespace)
    else if (member.required) throw new Unfit()
  }
  if (groups.size > 0) throw new Unfit()
  return out
}

function decodeGroup(member: Member, group: readonly XmlElement[], namespace: string): unknown {
  if (member.flattened) return decodeItems(member.shape, group, { name: member.wireName, namespace })
  const [only, second] = group
  if (!only || second) throw new Unfit()
  return decodeElement(member, only, namespace)
}
