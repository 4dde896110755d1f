/**
 * A JSON parser (RFC 8259) that keeps what a policy needs and JSON.parse discards: the position of every value, duplicate keys (an error here,
 * because IAM rejects them) and the source text of numbers. Nesting is bounded so that a hostile document cannot exhaust the stack.
 */

import { Extent, Lines, type Position, type Span } from './position.js'

class Node {
  readonly #extent: Extent

  constructor(extent: Extent) {
    this.#extent = extent
  }

  get span(): Span {
    return this.#extent.span
  }
}

export class JsonObject extends Node {
  readonly type = 'object'
  readonly members: readonly JsonMember[]

  constructor(members: readonly JsonMember[], extent: Extent) {
    super(extent)
    this.members = members
  }
}

export class JsonMember {
  readonly key: string
  readonly value: JsonValue
  readonly #extent: Extent

  constructor(key: string, value: JsonValue, extent: Extent) {
    this.key = key
    this.value = value
    this.#extent = extent
  }

  get keySpan(): Span {
    return this.#extent.span
  }
}

export class JsonArray extends Node {
  readonly type = 'array'
  readonly items: readonly JsonValue[]

  constructor(items: readonly JsonValue[], extent: Extent) {
    super(extent)
    this.items = items
  }
}

/** A string, number or boolean. `text` is the decoded string, or the number or boolean as it was written. */
export class JsonScalar extends Node {
  readonly type: 'string' | 'number' | 'boolean'
  readonly text: string

  constructor(type: JsonScalar['type'], text: string, extent: Extent) {
    super(extent)
    this.type = type
    this.text = text
  }
}

export class JsonNull extends Node {
  readonly type = 'null'
}

export type JsonValue = JsonObject | JsonArray | JsonScalar | JsonNull

/** Why the text is not JSON, and where. */
export interface JsonError {
  readonly reason: string
  readonly position: Position
}

export type JsonResult = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly error: JsonError }

/** The deepest nesting that is accepted. A policy needs six levels. */
export const MAX_JSON_DEPTH = 64

/** Parses exactly one JSON text. Stops at the first error. */
export function parseJson(text: string): JsonResult {
  return new Parser(text).read()
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const HEX = /[0-9a-fA-F]{4}/y
const LONE_SURROGATE = /\p{Surrogate}/u
/** What needs special treatment in a string: escapes, and control characters, most of which are not allowed. */
const UNPLAIN = /[\\\p{Cc}]/gu
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** Up to this many members are searched for a duplicate key one by one. Larger objects use a set, so that the cost per member stays constant. */
const FEW_MEMBERS = 12

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Parses the text by index and character code. Written for speed: a policy is parsed with every call that contains one. Strings, most of the text,
 * are found with the JavaScript engine's own search and sliced; only a string with an escape is built piece by piece.
 */
class Parser {
  readonly #text: string
  /** Whether a string may contain half a surrogate pair without an escape. */
  readonly #halved: boolean
  readonly #lines = new Lines()
  #at = 0
  /** The next index, at or after the cursor, of a character that needs special treatment in a string. */
  #unplain = -1
  #error: JsonError | undefined

  constructor(text: string) {
    this.#text = text
    this.#halved = LONE_SURROGATE.test(text)
  }

  read(): JsonResult {
    const value = this.#value(1)
    if (value !== undefined) this.#skipSpace()
    if (value !== undefined && this.#at < this.#text.length) this.#fail('Text follows the end of the document')
    if (value === undefined || this.#error) {
      return { ok: false, error: this.#error ?? { reason: 'Unreadable', position: this.#lines.position(this.#at) } }
    }
    return { ok: true, value }
  }

  /** Parses the value at the cursor, at nesting level `depth`. Undefined after an error, as in all methods below. */
  #value(depth: number): JsonValue | undefined {
    this.#skipSpace()
    if (depth > MAX_JSON_DEPTH) return this.#fail(`Nested deeper than ${MAX_JSON_DEPTH} levels`)
    const first = this.#text.charCodeAt(this.#at)
    if (first === QUOTE) return this.#stringValue()
    if (first === OPEN_BRACE) return this.#object(depth)
    if (first === OPEN_BRACKET) return this.#array(depth)
    if (first === MINUS || (first >= DIGIT_0 && first <= DIGIT_9)) return this.#number()
    return this.#at < this.#text.length ? this.#word() : this.#fail('The document ends too early')
  }

  #stringValue(): JsonScalar | undefined {
    const start = this.#at
    const text = this.#string()
    return text === undefined ? undefined : new JsonScalar('string', text, this.#extent(start))
  }

  #object(depth: number): JsonObject | undefined {
    const start = this.#at++
    const members: JsonMember[] = []
    if (!this.#take(CLOSE_BRACE)) {
      let keys: Set<string> | undefined
      do {
        const member = this.#member(depth, keys ?? members)
        if (member === undefined) return undefined
        members.push(member)
        if (members.length === FEW_MEMBERS) keys = new Set(members.map(({ key }) => key))
        else keys?.add(member.key)
      } while (this.#take(COMMA))
      if (!this.#take(CLOSE_BRACE)) return this.#fail('Expected , or }')
    }
    return new JsonObject(members, this.#extent(start))
  }

  #member(depth: number, known: Set<string> | readonly JsonMember[]): JsonMember | undefined {
    this.#skipSpace()
    const start = this.#at
    if (this.#text.charCodeAt(start) !== QUOTE) return this.#fail('Expected a key in double quotes')
    const key = this.#string()
    if (key === undefined) return undefined
    if (isKnown(known, key)) return this.#fail(`Duplicate key ${key}`, start)
    const extent = this.#extent(start)
    if (!this.#take(COLON)) return this.#fail('Expected :')
    const value = this.#value(depth + 1)
    return value && new JsonMember(key, value, extent)
  }

  #array(depth: number): JsonArray | undefined {
    const start = this.#at++
    const items: JsonValue[] = []
    if (!this.#take(CLOSE_BRACKET)) {
      do {
        const item = this.#value(depth + 1)
        if (item === undefined) return undefined
        items.push(item)
      } while (this.#take(COMMA))
      if (!this.#take(CLOSE_BRACKET)) return this.#fail('Expected , or ]')
    }
    return new JsonArray(items, this.#extent(start))
  }

  /** Parses the string whose opening quote is at the cursor. */
  #string(): string | undefined {
    const start = this.#at++
    const from = this.#at
    const end = this.#text.indexOf('"', from)
    if (end < 0 || end > this.#nextUnplain()) return this.#escapedString(start)
    this.#at = end + 1
    const text = this.#text.slice(from, end)
    return this.#halved ? this.#whole(text, start) : text
  }

  /** The index of the next character that needs special treatment; searched again only when the cursor has passed the last one. */
  #nextUnplain(): number {
    if (this.#unplain < this.#at) {
      UNPLAIN.lastIndex = this.#at
      this.#unplain = UNPLAIN.test(this.#text) ? UNPLAIN.lastIndex - 1 : this.#text.length
    }
    return this.#unplain
  }

  #escapedString(start: number): string | undefined {
    let text = ''
    for (;;) {
      const from = this.#at
      while (this.#isPlain(this.#text.charCodeAt(this.#at))) this.#at++
      text += this.#text.slice(from, this.#at)
      const stop = this.#text[this.#at]
      if (stop === '"') break
      if (stop !== '\\')
        return this.#fail(stop === undefined ? 'The document ends inside a string' : 'A string has a control character that is not escaped')
      const escaped = this.#escape()
      if (escaped === undefined) return undefined
      text += escaped
    }
    this.#at++
    return this.#whole(text, start)
  }

  #whole(text: string, start: number): string | undefined {
    return LONE_SURROGATE.test(text) ? this.#fail('A string has half of a surrogate pair', start) : text
  }

  /** Also false at the end of the text, where charCodeAt returns NaN. */
  #isPlain(code: number): boolean {
    return code >= 0x20 && code !== QUOTE && code !== 0x5c
  }

  #escape(): string | undefined {
    const letter = this.#text[this.#at + 1] ?? ''
    if (letter === 'u') {
      HEX.lastIndex = this.#at + 2
      const digits = HEX.exec(this.#text)
      if (digits === null) return this.#fail('Expected four hexadecimal digits')
      this.#at += 6
      return String.fromCharCode(Number.parseInt(digits[0], 16))
    }
    const plain = ESCAPES.get(letter)
    if (plain === undefined) return this.#fail('A string has an unknown escape')
    this.#at += 2
    return plain
  }

  #number(): JsonScalar | undefined {
    const start = this.#at
    NUMBER.lastIndex = start
    const match = NUMBER.exec(this.#text)
    if (match === null) return this.#fail('Malformed number')
    this.#at += match[0].length
    return new JsonScalar('number', match[0], this.#extent(start))
  }

  #word(): JsonScalar | JsonNull | undefined {
    const start = this.#at
    for (const text of ['true', 'false', 'null']) {
      if (!this.#text.startsWith(text, this.#at)) continue
      this.#at += text.length
      return text === 'null' ? new JsonNull(this.#extent(start)) : new JsonScalar('boolean', text, this.#extent(start))
    }
    return this.#fail('Expected a value')
  }

  #take(character: number): boolean {
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#at) !== character) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return
      this.#at++
      if (code === LINE_FEED) this.#lines.begin(this.#at)
    }
  }

  /** From `start` to the cursor. */
  #extent(start: number): Extent {
    return new Extent(this.#lines, start, this.#at)
  }

  #fail(reason: string, at = this.#at): undefined {
    this.#error ??= { reason, position: this.#lines.position(at) }
    return undefined
  }
}

function isKnown(known: Set<string> | readonly JsonMember[], key: string): boolean {
  if (known instanceof Set) return known.has(key)
  for (const member of known) {
    if (member.key === key) return true
  }
  return false
}
