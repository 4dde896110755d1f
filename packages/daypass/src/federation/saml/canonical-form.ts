import { notSaml } from './refusal.js'
import { isElement, type XmlAttribute, type XmlNode } from './xml-tree.js'

/** What the canonical form of an element depends on besides the element. */
export interface CanonicalOptions {
  /** The `PrefixList` of `InclusiveNamespaces`, split; `#default` stands for the default namespace. */
  readonly inclusive?: readonly string[]
  /** A child that is left out: the signature, which its own digest cannot cover. */
  readonly without?: XmlNode
}

/** By prefix, with those of the elements outside as prototypes; the outermost has none. */
type Namespaces = Readonly<Record<string, string>>

const DEFAULT = '#default'

/**
 * Characters of a canonical form, at most. A document has 75,000 (100,000 of base64), and the form of a genuine one has little more. But each element that
 * uses a namespace repeats its URI, and whoever sends a document chooses both: one of 60,000 characters can have a form of 150,000,000, which would be
 * written and read before a signature is looked at.
 */
const MOST_CHARACTERS = 400_000

/**
 * Writes an element in its exclusive canonical form without comments (Exclusive XML Canonicalization 1.0, W3C 2002, sections 3 and 4).
 *
 * A fault here can make a signature not verify. It cannot make unsigned data pass as signed: what this returns is digested, the digest is compared with
 * the signed one, and only this text is read afterwards. Refuses a form that is too long.
 */
export function canonicalForm(element: XmlNode, { inclusive = [], without }: CanonicalOptions = {}): string {
  const prefixes = inclusive.map((prefix) => (prefix === DEFAULT ? '' : prefix))
  const writing = { text: '', inclusive: prefixes, without }
  write(element, writing, Object.create(null) as Namespaces)
  return writing.text
}

interface Writing {
  text: string
  readonly inclusive: readonly string[]
  readonly without: XmlNode | undefined
}

function write(node: XmlNode, writing: Writing, written: Namespaces): void {
  const declared = declarationsOf(node, writing.inclusive, written)
  let start = `<${node.name}`
  for (const [prefix, uri] of declared) start += `${prefix === '' ? ' xmlns' : ` xmlns:${prefix}`}="${escapeAttribute(uri)}"`
  for (const { name, value } of sorted(node.attributes)) start += ` ${name}="${escapeAttribute(value)}"`
  add(writing, `${start}>`)
  const inner = declared.length === 0 ? written : (Object.assign(Object.create(written), Object.fromEntries(declared)) as Namespaces)
  for (const part of node.content) {
    if (!isElement(part)) add(writing, escapeText(part))
    else if (part !== writing.without) write(part, writing, inner)
  }
  add(writing, `</${node.name}>`)
}

function add(writing: Writing, text: string): void {
  writing.text += text
  if (writing.text.length > MOST_CHARACTERS)
    throw notSaml(`What a signature covers must have ${MOST_CHARACTERS} characters at most in its canonical form.`)
}

/** The namespaces to declare at an element, by prefix: those that it visibly uses or that are listed, unless an output ancestor has declared the same. */
function declarationsOf(node: XmlNode, inclusive: readonly string[], written: Namespaces): [string, string][] {
  const needed = new Map<string, string>([[node.prefix, node.namespace]])
  for (const { prefix, namespace } of node.attributes) if (prefix !== '') needed.set(prefix, namespace)
  for (const prefix of inclusive) {
    const uri = node.scope[prefix]
    if (uri !== undefined) needed.set(prefix, uri)
  }
  // `xml` is bound by definition and is never declared; the default namespace is only undeclared where one is declared above.
  needed.delete('xml')
  const differs = ([prefix, uri]: [string, string]) => (written[prefix] ?? (prefix === '' ? '' : undefined)) !== uri
  return [...needed].filter(differs).sort(([one], [other]) => order(one, other))
}

/** Attributes without a namespace come first; then by namespace, then by name (Canonical XML 1.0, section 2.2). */
const sorted = (attributes: readonly XmlAttribute[]): readonly XmlAttribute[] =>
  attributes.length < 2
    ? attributes
    : attributes.toSorted((one, other) => order(one.namespace, other.namespace) || order(one.local, other.local))

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const ATTRIBUTE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}
const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (one) => TEXT[one] ?? one)
const escapeAttribute = (text: string): string => text.replace(/[&<"\t\n\r]/g, (one) => ATTRIBUTE[one] ?? one)
