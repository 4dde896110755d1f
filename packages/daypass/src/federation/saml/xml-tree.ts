import { SaxesParser, type SaxesTagNS } from 'saxes'
import { notSaml } from './refusal.js'

/** An attribute; `name` is its qualified name. */
export interface XmlAttribute {
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly value: string
}

/** An element with all that its canonical form needs. */
export interface XmlNode {
  /** The qualified name, as written. */
  readonly name: string
  readonly prefix: string
  readonly local: string
  /** Empty for none. */
  readonly namespace: string
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[]
  /** The namespaces of all prefixes in scope; that of the default namespace has the key ''. It has no prototype. */
  readonly scope: Readonly<Record<string, string>>
  /** Child elements and character data, in order; two pieces of character data never follow each other. */
  readonly content: readonly (XmlNode | string)[]
}

type Draft = XmlNode & { readonly content: (XmlNode | string)[] }

/** Levels of elements, elements in all, and attributes and declarations of one element. An assertion with 100 roles and 50 tags has 400 elements. */
const MOST = { depth: 64, elements: 5_000, attributes: 64 }
const XMLNS = 'xmlns'
/** The parser would skip it. */
const BYTE_ORDER_MARK = '\uFEFF'
/** An absolute URI (RFC 3986, section 4.3). Canonical XML leaves open what a relative one means (Canonical XML 1.1, section 1.3). */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/

const NOT_XML =
  'The document is not well-formed XML 1.0 in UTF-8, or has a byte order mark, a document type, a comment, a CDATA section, a processing instruction, a relative namespace or too many elements.'

const refuse = (): never => {
  throw notSaml(NOT_XML)
}

/**
 * Reads a document in the part of XML that has only one reading: elements, attributes and character data. Refused, before the parser runs where that is
 * possible: a document type (and so every entity), comments and CDATA sections (`<!`), processing instructions (`<?` other than the declaration).
 */
export function readTree(text: string): XmlNode {
  if (text.includes('<!') || text.indexOf('<?', 1) >= 0 || text.startsWith(BYTE_ORDER_MARK)) refuse()
  const parser = new SaxesParser({ xmlns: true, position: false })
  for (const event of ['doctype', 'processinginstruction', 'comment', 'cdata', 'error'] as const) parser.on(event, refuse)
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0' || (encoding ?? 'utf-8').toLowerCase() !== 'utf-8') refuse()
  })
  const root = grow(parser)
  parser.write(text).close()
  return root() ?? refuse()
}

function grow(parser: SaxesParser<{ xmlns: true; position: false }>): () => XmlNode | undefined {
  const open: Draft[] = []
  let root: XmlNode | undefined
  let elements = 0
  let attributes = 0
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MOST.attributes) refuse()
  })
  parser.on('opentagstart', () => {
    attributes = 0
    elements += 1
    if (elements > MOST.elements || open.length >= MOST.depth) refuse()
  })
  parser.on('opentag', (tag) => {
    const parent = open.at(-1)
    const node = nodeOf(tag, parent)
    parent?.content.push(node)
    if (parent === undefined) root = node
    open.push(node)
  })
  parser.on('closetag', () => open.pop())
  parser.on('text', (text) => {
    const content = open.at(-1)?.content
    if (content === undefined) return
    const last = content.length - 1
    const before = content[last]
    if (typeof before === 'string') content[last] = before + text
    else content.push(text)
  })
  return () => root
}

const NO_NAMESPACES: Readonly<Record<string, string>> = Object.freeze(Object.create(null) as Record<string, string>)

function nodeOf(tag: SaxesTagNS, parent: XmlNode | undefined): Draft {
  const all = Object.values(tag.attributes)
  const declared = all.filter(({ prefix, name }) => prefix === XMLNS || name === XMLNS)
  const attributes = all
    .filter((one) => !declared.includes(one))
    .map(({ name, prefix, local, uri, value }) => ({ name, prefix, local, namespace: uri, value }))
  let scope = parent?.scope ?? NO_NAMESPACES
  if (declared.length > 0) {
    const own = Object.create(scope) as Record<string, string>
    for (const { name, local, value } of declared) {
      const prefix = name === XMLNS ? '' : local
      // The parser takes a namespace without white space around it for the same, which it is not (Namespaces in XML, section 2.3).
      if (value !== value.trim() || (!ABSOLUTE.test(value) && !(prefix === '' && value === ''))) refuse()
      own[prefix] = value
    }
    scope = own
  }
  return { name: tag.name, prefix: tag.prefix, local: tag.local, namespace: tag.uri, attributes, scope, content: [] }
}

/** Whether a part of an element's content is an element. */
export const isElement = (part: XmlNode | string): part is XmlNode => typeof part !== 'string'

/** The child elements. */
export const elementsOf = ({ content }: XmlNode): XmlNode[] => content.filter(isElement)

/** Whether an element has this name. */
export const isNamed = (node: XmlNode, namespace: string, local: string): boolean => node.namespace === namespace && node.local === local

/** The child elements with this name. */
export const childrenNamed = (node: XmlNode, namespace: string, local: string): XmlNode[] =>
  elementsOf(node).filter((child) => isNamed(child, namespace, local))

/** The value of an attribute without a prefix. */
export const attributeOf = ({ attributes }: XmlNode, name: string): string | undefined => attributes.find((one) => one.name === name)?.value

/** The text of an element that has nothing else, as it is; undefined where it has elements. */
export function leafText({ content }: XmlNode): string | undefined {
  const [only = '', ...more] = content
  return typeof only === 'string' && more.length === 0 ? only : undefined
}

/** Whether an element has only elements, and white space between them. */
export const hasOnlyElements = ({ content }: XmlNode): boolean => content.every((part) => isElement(part) || /^[ \t\r\n]*$/.test(part))

/** An element and all elements in it, in document order. */
export function allElements(node: XmlNode, found: XmlNode[] = []): XmlNode[] {
  found.push(node)
  for (const part of node.content) if (isElement(part)) allElements(part, found)
  return found
}
