import { SaxesParser, type SaxesTagNS } from 'saxes'
import { type Refused, refused } from '../problem.js'

/** An element: its local name, its namespace (empty for none), its child elements, and its own character data joined. Attributes are not kept. */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** How big a document may be, besides its length, which the caller bounds. `nodes` counts elements and attributes. */
export interface XmlBounds {
  readonly depth: number
  readonly nodes: number
}

/** A DeleteObjects of 1,000 keys has some 5,000 elements. */
export const defaultXmlBounds: XmlBounds = { depth: 32, nodes: 10_000 }

/** The root element, or a MalformedXML. */
export type XmlResult = { readonly ok: true; readonly root: XmlElement } | Refused

interface Draft {
  name: string
  namespace: string
  children: Draft[]
  text: string
}

class TooMuch extends Error {}

/**
 * Reads a small XML 1.0 document in UTF-8. Refused as MalformedXML, besides what is not well-formed: any document type (and with it every entity of
 * the sender's own), processing instructions, another encoding or version in the declaration, and documents beyond the bounds.
 */
export function readXml(text: string, bounds: XmlBounds): XmlResult {
  try {
    const root = parse(text, bounds)
    if (root) return { ok: true, root }
  } catch {
    // NOTE saxes reports by throwing; it gives no other sign, and whatever it throws the document is not one we take.
  }
  return refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')
}

function parse(text: string, bounds: XmlBounds): Draft | undefined {
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
  const root = buildTree(parser, bounds)
  parser.write(text).close()
  return root()
}

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
  parser.on('opentagstart', () => {
    count()
    if (open.length >= bounds.depth) throw new TooMuch()
    open.push({ name: '', namespace: '', children: [], text: '' })
  })
  parser.on('opentag', (tag) => nameElement(open, tag))
  parser.on('closetag', () => {
    if (open.length === 1) root = open[0]
    open.pop()
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  return () => root
}

function nameElement(open: readonly Draft[], tag: SaxesTagNS): void {
  const element = open.at(-1)
  if (!element) return
  element.name = tag.local
  element.namespace = tag.uri
  open.at(-2)?.children.push(element)
}
