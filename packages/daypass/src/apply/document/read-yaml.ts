import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml'
import { tagHint } from './cloudformation.js'
import { type DocumentFault, type Path, type PlacedFault, pathText } from './fault.js'

/** A text of this many characters at most; a document of 2,000 roles has 4 million. */
const MAX_CHARACTERS = 16_777_216
/** Values that are read, those that an alias repeats counted each time: a text of a few lines can name billions. */
const MAX_VALUES = 1_000_000
const MAX_REPEATED = 100_000
/** Deeper than any policy. */
const MAX_DEPTH = 64
const TOO_DEEP = `The document is nested deeper than ${MAX_DEPTH} values.`

/** Says where a value of the text is. */
export type Locate = (path: Path) => Pick<PlacedFault, 'line' | 'column'>

/** A text as values: maps without a prototype, lists, texts, numbers, flags and null; or what is wrong with it. */
export type ReadText = { readonly value: unknown; readonly locate: Locate } | { readonly faults: readonly PlacedFault[] }

/**
 * Reads a document in YAML 1.2 with the core schema, of which JSON is a part. Refused besides what is no YAML: a key that is there twice, tags, a
 * second document, and what is larger than a document needs. A number that would not be the same text again (012, 1e3) is refused: it may be the id
 * of an account.
 */
export function readYaml(text: string): ReadText {
  if (text.length > MAX_CHARACTERS) return { faults: [{ path: '', message: `The document is longer than ${MAX_CHARACTERS} characters.` }] }
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const document = parsed(text, lines)
  if (document === undefined) return { faults: [{ path: '', message: TOO_DEEP }] }
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0)
    return { faults: problems.map(({ message, pos }) => ({ path: '', message: `${sentence(message)}${tagHint(message)}`, ...at(pos[0]) })) }
  const reader = new Values(document)
  const value = reader.read(document.contents, [])
  if (reader.faults.length > 0)
    return { faults: reader.faults.map(({ path, message, offset }) => ({ path: pathText(path), message, ...at(offset) })) }
  return { value, locate: (path) => at(reader.offsetOf(path)) }
}

const parsed = (text: string, lineCounter: LineCounter): Document.Parsed | undefined =>
  isDeep(text)
    ? undefined
    : parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, strict: true, lineCounter, prettyErrors: false })

/** So many brackets may be open at once, and so many columns may a line be indented by, dashes included. */
const MOST_OPEN = 100
const MOST_INDENTED = 200
const INDENTED = new RegExp(`^(?:[ ?-]|\\t){${MOST_INDENTED}}`, 'm')

/**
 * Whether a text may be nested so deep that the parser, which calls itself for every level, would exhaust the stack: it is looked at from outside, and
 * brackets within quotes count.
 */
function isDeep(text: string): boolean {
  let open = 0
  for (let i = 0; i < text.length; i++) {
    const one = text[i]
    if (one === '[' || one === '{') open++
    else if (open > 0 && (one === ']' || one === '}')) open--
    if (open > MOST_OPEN) return true
  }
  return INDENTED.test(text)
}

const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`)

interface OffsetFault extends DocumentFault {
  readonly offset: number
}

class TooLarge extends Error {}

/** The values of a parsed document, each with its place. */
class Values {
  readonly faults: OffsetFault[] = []
  readonly #document: Document.Parsed
  readonly #offsets = new Map<string, number>()
  /** The aliases that the value that is read is within, outermost first. */
  readonly #within: Node[] = []
  #values = 0
  #repeated = 0

  constructor(document: Document.Parsed) {
    this.#document = document
  }

  read(contents: Node | null, path: Path): unknown {
    try {
      return this.#value(contents, path)
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error
      this.faults.splice(0, this.faults.length, { path: [], message: error.message, offset: 0 })
      return undefined
    }
  }

  /** The place of a value, or of the nearest one around it. */
  offsetOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#offsets.get(keyOf(path.slice(0, length)))
      if (offset !== undefined) return offset
    }
    return this.#offsets.get(keyOf([])) ?? 0
  }

  #value(node: Node | null, path: Path): unknown {
    this.#count(path)
    const offset = node?.range?.[0]
    if (offset !== undefined && !this.#offsets.has(keyOf(path))) this.#offsets.set(keyOf(path), offset)
    if (node === null) return null
    if (isAlias(node)) return this.#alias(node, path)
    if (isMap(node)) return this.#map(node.items as MapItem[], path)
    if (isSeq(node)) return node.items.map((item, at) => this.#value(item as Node, [...path, at]))
    if (isScalar(node)) return this.#scalar(node, path)
    return null
  }

  #count(path: Path): void {
    if (++this.#values > MAX_VALUES) throw new TooLarge(`The document has more than ${MAX_VALUES} values.`)
    if (this.#within.length > 0 && ++this.#repeated > MAX_REPEATED)
      throw new TooLarge(`The aliases of the document repeat more than ${MAX_REPEATED} values. Write less with anchors.`)
    if (path.length > MAX_DEPTH) throw new TooLarge(TOO_DEEP)
  }

  #alias(node: Node, path: Path): unknown {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined
    if (target === undefined || this.#within.includes(target)) {
      this.#fault(path, node, 'The alias is within what it names, or names nothing.')
      return null
    }
    this.#within.push(target)
    const value = this.#value(target, path)
    this.#within.pop()
    return value
  }

  #map(items: readonly MapItem[], path: Path): unknown {
    const value: Record<string, unknown> = Object.create(null)
    for (const { key, value: held } of items) {
      const scalar = isAlias(key) ? key.resolve(this.#document) : key
      if (!isScalar(scalar)) {
        this.#fault(path, key, 'A key must be a text.')
        continue
      }
      // 111122223333 as a key is that text, whatever it would be as a value.
      const name = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '')
      const inside = [...path, name]
      if (Object.hasOwn(value, name)) this.#fault(inside, key, `${JSON.stringify(name)} is there twice. Remove one.`)
      this.#offsets.set(keyOf(inside), key?.range?.[0] ?? 0)
      value[name] = this.#value(held, inside)
    }
    return value
  }

  #scalar(node: Scalar, path: Path): unknown {
    const { value, source } = node
    if (typeof value === 'number' && String(value) !== source) this.#fault(path, node, numberText(source ?? '', value))
    return value
  }

  #fault(path: Path, node: Node | null, message: string): void {
    this.faults.push({ path, message, offset: node?.range?.[0] ?? this.offsetOf(path) })
  }
}

/** The id of an account may begin with zeros, and 12 digits are nothing else here. */
const numberText = (source: string, value: number): string =>
  /^\d{12}$/.test(source)
    ? `${source} would become the number ${value}. Write an account id in quotes: "${source}".`
    : `${source} would become the number ${value}. Write it in quotes, or as ${value}.`

interface MapItem {
  readonly key: Node | null
  readonly value: Node | null
}

const keyOf = (path: Path): string => JSON.stringify(path)
