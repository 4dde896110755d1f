import { type Refused, refused } from '../problem.js'
import { isScalar, parseScalar } from '../scalar.js'
import type { Member, OperationModel, Shape } from '../service-model.js'
import { defaultXmlBounds, readXml, readXmlInTurns, XML_AT_ONCE, type XmlElement, type XmlResult } from './read-xml.js'

type Read = { readonly ok: true; readonly value: unknown } | Refused

class Unfit extends Error {}

/** A body that was parsed as XML before it is decoded. */
export class ReadBody {
  readonly document: XmlResult

  constructor(document: XmlResult) {
    this.document = document
  }
}

/** Parses a large XML body with a pause after every piece; a small one is left unparsed, to be parsed in one go. `nodes`: how many it may have. */
export async function readLargeBody(
  body: Uint8Array,
  rest: () => Promise<void>,
  nodes = defaultXmlBounds.nodes,
): Promise<Uint8Array | ReadBody> {
  if (body.length <= XML_AT_ONCE) return body
  const text = bodyText(body)
  return new ReadBody(text === undefined ? malformed() : await readXmlInTurns(text, { ...defaultXmlBounds, nodes }, rest))
}

/**
 * The payload member of an input. A blob is passed on unchanged, text is UTF-8. A structure is read from XML: the root must be the element the model
 * names, in the service's namespace or in none; an unknown element, a scalar given twice, a missing required member, or text instead of elements is
 * MalformedXML (S3 validates against its schema, and the caller may rely on what would be dropped). An empty body is an absent member; if it is
 * required, MissingRequestBodyError, or the empty text where it is text (recorded on AWS for PutBucketPolicy).
 */
export function decodePayload(member: Member, body: unknown, namespace: string): Read {
  if (member.shape.type === 'blob') return { ok: true, value: body }
  const text = textOf(body)
  if (text === undefined) return malformed()
  if (text === '' && !member.required) return { ok: true, value: undefined }
  if (member.shape.type === 'string') return { ok: true, value: text }
  if (text === '') return refused('MissingRequestBodyError', 'Request Body is empty')
  return decodeDocument(member.rootName, body, (root) => decodeElement(member, root, { namespace, around: namespace }))
}

/** The members of an input that form its body together, if none of them is the payload. An empty body has none of them. */
export function decodeMembers({ inputRoot, input }: OperationModel, body: unknown, namespace: string): Read {
  const text = textOf(body)
  if (text === undefined) return malformed()
  if (text === '' || !input) return { ok: true, value: {} }
  return decodeDocument(inputRoot.name, body, (root) => {
    fitting(root, { namespace, around: namespace }, inputRoot.namespace)
    return decodeStructure(input, root, { namespace, around: root.namespace })
  })
}

/** How a body that was parsed before counts: as not empty. */
const textOf = (body: unknown): string | undefined => (body instanceof ReadBody ? 'read' : bodyText(body))

function decodeDocument(name: string, body: unknown, decode: (root: XmlElement) => unknown): Read {
  const document = body instanceof ReadBody ? body.document : readXml(bodyText(body) ?? '', defaultXmlBounds)
  if (!document.ok) return document
  if (document.root.name !== name) return malformed()
  try {
    return { ok: true, value: decode(document.root) }
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

/** The namespaces that an element may have: the service's, that of the enclosing element, none, and its own. */
interface Namespaces {
  readonly namespace: string
  readonly around: string
}

function fitting(element: XmlElement, { namespace, around }: Namespaces, own?: string): XmlElement {
  const { namespace: given } = element
  if (given !== '' && given !== namespace && given !== around && given !== own) throw new Unfit()
  return element
}

function decodeElement(member: Member, given: XmlElement, namespaces: Namespaces): unknown {
  const element = fitting(given, namespaces, member.namespace)
  const inside = { namespace: namespaces.namespace, around: element.namespace }
  const { shape } = member
  if (isScalar(shape)) return decodeScalar(shape, element)
  if (element.text.trim() !== '') throw new Unfit()
  if (shape.type === 'list') return decodeItems(shape, element.children, { name: shape.member?.wireName ?? '', ...inside })
  if (shape.type === 'map') return decodeEntries(shape, element.children, { name: 'entry', ...inside })
  return decodeStructure(shape, element, inside)
}

function decodeScalar(shape: Shape, element: XmlElement): unknown {
  if (element.children.length > 0) throw new Unfit()
  return decodeText(shape, shape.type === 'string' ? element.text : element.text.trim())
}

function decodeText(shape: Shape, text: string): unknown {
  const value = parseScalar(shape, text)
  if (value === undefined) throw new Unfit()
  return value
}

type Expected = Namespaces & { readonly name: string }

function decodeItems(shape: Shape, elements: readonly XmlElement[], expected: Expected): unknown[] {
  const { member } = shape
  if (!member) throw new Error(`${shape.name} is not a list`)
  return elements.map((element) => {
    if (element.name !== expected.name) throw new Unfit()
    return decodeElement(member, element, expected)
  })
}

/** Each entry has its own key and a value. */
function decodeEntries(shape: Shape, elements: readonly XmlElement[], expected: Expected): Record<string, unknown> {
  const { key, value } = shape
  if (!key || !value) throw new Error(`${shape.name} is not a map`)
  const out: Record<string, unknown> = Object.create(null)
  for (const entry of elements) {
    const { namespace: around } = fitting(entry, expected)
    const [first, second, third] = entry.children
    const [held, named] = first?.name === key.wireName ? [second, first] : [first, second]
    if (entry.name !== expected.name || third || named?.name !== key.wireName || held?.name !== value.wireName) throw new Unfit()
    const inside = { namespace: expected.namespace, around }
    const name = String(decodeElement(key, named, inside))
    if (name in out) throw new Unfit()
    out[name] = decodeElement(value, held, inside)
  }
  return out
}

function decodeStructure(shape: Shape, element: XmlElement, namespaces: Namespaces): Record<string, unknown> {
  const groups = new Map<string, XmlElement[]>()
  for (const child of element.children) {
    const group = groups.get(child.name)
    if (group) group.push(child)
    else groups.set(child.name, [child])
  }
  const out: Record<string, unknown> = {}
  for (const member of shape.members) {
    if (member.location !== 'body') continue
    const value = member.attribute ? decodeAttribute(member, element) : decodeGroup(member, groups.get(member.wireName), namespaces)
    groups.delete(member.wireName)
    if (value !== undefined) out[member.name] = value
    else if (member.required) throw new Unfit()
  }
  if (groups.size > 0 || (shape.union && Object.keys(out).length !== 1)) throw new Unfit()
  return out
}

function decodeAttribute(member: Member, element: XmlElement): unknown {
  const text = element.attributes.get(member.wireName)
  return text === undefined ? undefined : decodeText(member.shape, text)
}

function decodeGroup(member: Member, group: readonly XmlElement[] | undefined, namespaces: Namespaces): unknown {
  if (!group) return undefined
  const expected = { name: member.wireName, ...namespaces }
  if (member.flattened && member.shape.type === 'map') return decodeEntries(member.shape, group, expected)
  if (member.flattened) return decodeItems(member.shape, group, expected)
  const [only, second] = group
  if (!only || second) throw new Unfit()
  return decodeElement(member, only, namespaces)
}
