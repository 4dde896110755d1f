import { SaxesParser, type SaxesTagNS } from 'saxes'
import { type Refused, refused } from '../problem.js'

/**
 * An element: its local name, its namespace (empty for none), its attributes by qualified name (without namespace declarations), its child elements,
 * and its own character data joined.
 */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/**
 * The maximum size of a document, in addition to its length, which the caller limits. `nodes` counts elements, attributes, comments and CDATA
 * sections.
 */
export interface XmlBounds {
  readonly depth: number
  readonly nodes: number
}

/** A DeleteObjects with 1,000 keys has about 5,000 elements. */
export const defaultXmlBounds: XmlBounds = { depth: 32, nodes: 10_000 }

/** The root element, or a MalformedXML. */
export type XmlResult = { readonly ok: true; readonly root: XmlElement } | Refused

interface Draft {
  name: string
  namespace: string
  attributes: ReadonlyMap<string, string>
  children: Draft[]
  text: string
}

class TooMuch extends Error {}

/** The number of characters that are parsed without a pause: about 5 ms of work at 200 ns each, the cost of the most expensive ones. */
export const XML_AT_ONCE = 24_576

/**
 * Reads a small XML 1.0 document in UTF-8. Rejected as MalformedXML, in addition to what is not well-formed: any document type (and so every entity
 * that the sender defines), processing instructions, another encoding or version in the declaration, and documents above the limits.
 */
export function readXml(text: string, bounds: XmlBounds): XmlResult {
  const reading = readPieces(text, bounds)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value
  }
}

/** The same, with a pause after every piece in which other requests can run: neither one large document nor many of them block the others. */
export async function readXmlInTurns(text: string, bounds: XmlBounds, rest: () => Promise<void>): Promise<XmlResult> {
  const reading = readPieces(text, bounds)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value
    await rest()
  }
}

function* readPieces(text: string, bounds: XmlBounds): Generator<undefined, XmlResult, undefined> {
  try {
    const parser = strictParser()
    const root = buildTree(parser, bounds)
    for (let from = 0; from < text.length; from += XML_AT_ONCE) {
      if (from > 0) yield
      parser.write(text.slice(from, from + XML_AT_ONCE))
    }
    parser.close()
    const found = root()
    if (found) return { ok: true, root: found }
  } catch {
    // NOTE saxes reports errors only by throwing. Whatever it throws, the document is rejected.
  }
  return refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
}

function strictParser(): SaxesParser<{ xmlns: true; position: false }> {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const refuse = () => {
    throw new TooMuch()
  }
  parser.on('doctype', refuse)
  parser.on('processinginstruction', refuse)
  parser.on('error', refuse)
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0' || (encoding ?? 'utf-8').toLowerCase() !== 'utf-8') refuse()
  })
  return parser
}

const NONE: ReadonlyMap<string, string> = new Map()

function buildTree(parser: SaxesParser<{ xmlns: true; position: false }>, bounds: XmlBounds): () => Draft | undefined {
  const open: Draft[] = []
  let root: Draft | undefined
  let nodes = 0
  const count = () => {
    nodes += 1
    if (nodes > bounds.nodes) throw new TooMuch()
  }
  const addText = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('attribute', count)
  parser.on('comment', count)
  parser.on('opentagstart', () => {
    count()
    if (open.length >= bounds.depth) throw new TooMuch()
    open.push({ name: '', namespace: '', attributes: NONE, children: [], text: '' })
  })
  parser.on('opentag', (tag) => nameElement(open, tag))
  parser.on('closetag', () => {
    if (open.length === 1) root = open[0]
    open.pop()
  })
  parser.on('text', addText)
  parser.on('cdata', (text) => {
    count()
    addText(text)
  })
  return () => root
}

function nameElement(open: readonly Draft[], tag: SaxesTagNS): void {
  const element = open.at(-1)
  if (!element) return
  element.name = tag.local
  element.namespace = tag.uri
  const attributes = Object.values(tag.attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
  if (attributes.length > 0) element.attributes = new Map(attributes.map(({ name, value }) => [name, value]))
  open.at(-2)?.children.push(element)
}
