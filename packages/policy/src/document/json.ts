/**
 * A JSON reader (RFC 8259) that keeps what a policy needs and JSON.parse throws away: the place of every value, duplicate keys (an error here,
 * IAM refuses them) and the source text of numbers. Nesting is bounded so that a hostile document cannot exhaust the stack.
 */

/**
 * A place in the text: line and column, both from 1; columns count UTF-16 code units, lines end at a line feed.
 *
 * @example
 * const show = ({ line, column }: Place) => `${line}:${column}`
 * console.log(policy.statements.map(({ span }) => show(span.start)).join(' '))
 * // => 4:5 5:5
 */
export interface Place {
  readonly line: number
  readonly column: number
}

/**
 * From the first character of a value to just behind its last one.
 *
 * @example
 * const lines = ({ start, end }: Span) => text.split('\n').slice(start.line - 1, end.line)
 * console.log(policy.statements.map(({ span }) => lines(span).length).join(' '))
 * // => 1 2
 */
export interface Span {
  readonly start: Place
  readonly end: Place
}

interface Spanned {
  readonly span: Span
}

export interface JsonMember {
  readonly key: string
  readonly keySpan: Span
  readonly value: JsonValue
}

export interface JsonObject extends Spanned {
  readonly type: 'object'
  readonly members: readonly JsonMember[]
}

export interface JsonArray extends Spanned {
  readonly type: 'array'
  readonly items: readonly JsonValue[]
}

/** A string, number or boolean. `text` is the decoded string, or the number or boolean as it was written. */
export interface JsonScalar extends Spanned {
  readonly type: 'string' | 'number' | 'boolean'
  readonly text: string
}

export interface JsonNull extends Spanned {
  readonly type: 'null'
}

export type JsonValue = JsonObject | JsonArray | JsonScalar | JsonNull

/** Why the text is not JSON, and where. */
export interface JsonFault {
  readonly reason: string
  readonly place: Place
}

export type JsonResult = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly fault: JsonFault }

/** The deepest nesting that is read. A policy needs six levels. */
export const MAX_JSON_DEPTH = 64

/** Reads exactly one JSON text. The first fault ends the reading. */
export function readJson(text: string): JsonResult {
  return new Reader(text).read()
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const HEX = /[0-9a-fA-F]{4}/y
const LONE_SURROGATE = /\p{Surrogate}/u
/** What ends the plain run of a string, but for its closing quote: an escape, or a character that may not stand in it. */
const UNPLAIN = /[\\\u0000-\u001f]/g
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

/** As many members are looked through for a duplicate key; objects with more get a set, so that a large one costs no more per member. */
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
 * Reads the text by places and codes of characters. Written for speed: a policy is read with every call that brings one. Strings, most of the
 * text, are found by the engine's own search and cut out as they stand; only one with an escape in it is put together.
 */
class Reader {
  readonly #text: string
  /** Whether half a surrogate pair may stand in a string without an escape. */
  readonly #halved: boolean
  #at = 0
  #line = 1
  #lineStart = 0
  /** The next place, from the cursor on or behind it, that is not plain in a string. */
  #unplain = -1
  #fault: JsonFault | undefined

  constructor(text: string) {
    this.#text = text
    this.#halved = LONE_SURROGATE.test(text)
  }

  read(): JsonResult {
    const value = this.#value(1)
    if (value !== undefined) this.#skipSpace()
    if (value !== undefined && this.#at < this.#text.length) this.#fail('Text follows the end of the document')
    if (value === undefined || this.#fault) {
      return { ok: false, fault: this.#fault ?? { reason: 'Unreadable', place: this.#place() } }
    }
    return { ok: true, value }
  }

  /** Reads the value at the cursor, at nesting level `depth`. Undefined after a fault, here and in every reader below. */
  #value(depth: number): JsonValue | undefined {
    this.#skipSpace()
    if (depth > MAX_JSON_DEPTH) return this.#fail(`Nested deeper than ${MAX_JSON_DEPTH} levels`)
    const first = this.#text.charCodeAt(this.#at)
    if (first === QUOTE) return this.#string()
    if (first === OPEN_BRACE) return this.#object(depth)
    if (first === OPEN_BRACKET) return this.#array(depth)
    if (first === MINUS || (first >= DIGIT_0 && first <= DIGIT_9)) return this.#number()
    return this.#at < this.#text.length ? this.#word() : this.#fail('The document ends too early')
  }

  #object(depth: number): JsonObject | undefined {
    const start = this.#open()
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
    return { type: 'object', members, span: this.#span(start) }
  }

  #member(depth: number, known: Set<string> | readonly JsonMember[]): JsonMember | undefined {
    this.#skipSpace()
    const place = this.#place()
    if (this.#text.charCodeAt(this.#at) !== QUOTE) return this.#fail('Expected a key in double quotes')
    const key = this.#string()
    if (key === undefined) return undefined
    if (isKnown(known, key.text)) return this.#fail(`Duplicate key ${key.text}`, place)
    if (!this.#take(COLON)) return this.#fail('Expected :')
    const value = this.#value(depth + 1)
    return value && { key: key.text, keySpan: key.span, value }
  }

  #array(depth: number): JsonArray | undefined {
    const start = this.#open()
    const items: JsonValue[] = []
    if (!this.#take(CLOSE_BRACKET)) {
      do {
        const item = this.#value(depth + 1)
        if (item === undefined) return undefined
        items.push(item)
      } while (this.#take(COMMA))
      if (!this.#take(CLOSE_BRACKET)) return this.#fail('Expected , or ]')
    }
    return { type: 'array', items, span: this.#span(start) }
  }

  #string(): JsonScalar | undefined {
    const start = this.#open()
    const from = this.#at
    const end = this.#text.indexOf('"', from)
    if (end < 0 || end > this.#nextUnplain()) return this.#escapedString(start)
    this.#at = end + 1
    const text = this.#text.slice(from, end)
    return this.#halved && LONE_SURROGATE.test(text) ? this.#halvedString(start) : { type: 'string', text, span: this.#span(start) }
  }

  /** Where the next character stands that is not plain; searched again only when the cursor has passed the one that was found last. */
  #nextUnplain(): number {
    if (this.#unplain < this.#at) {
      UNPLAIN.lastIndex = this.#at
      this.#unplain = UNPLAIN.test(this.#text) ? UNPLAIN.lastIndex - 1 : this.#text.length
    }
    return this.#unplain
  }

  #escapedString(start: Place): JsonScalar | undefined {
    let text = ''
    for (;;) {
      const from = this.#at
      while (this.#isPlain(this.#text.charCodeAt(this.#at))) this.#at++
      text += this.#text.slice(from, this.#at)
      const stop = this.#text[this.#at]
      if (stop === '"') break
      if (stop !== '\\') return this.#fail(stop === undefined ? 'The document ends inside a string' : 'Control character in a string')
      const escaped = this.#escape()
      if (escaped === undefined) return undefined
      text += escaped
    }
    this.#at++
    return LONE_SURROGATE.test(text) ? this.#halvedString(start) : { type: 'string', text, span: this.#span(start) }
  }

  #halvedString(start: Place): undefined {
    return this.#fail('Half of a surrogate pair in a string', start)
  }

  /** False at the end of the text too, where charCodeAt gives NaN. */
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
    if (plain === undefined) return this.#fail('Unknown escape in a string')
    this.#at += 2
    return plain
  }

  #number(): JsonScalar | undefined {
    const start = this.#place()
    NUMBER.lastIndex = this.#at
    const match = NUMBER.exec(this.#text)
    if (match === null) return this.#fail('Malformed number')
    this.#at += match[0].length
    return { type: 'number', text: match[0], span: this.#span(start) }
  }

  #word(): JsonScalar | JsonNull | undefined {
    const start = this.#place()
    for (const text of ['true', 'false', 'null']) {
      if (!this.#text.startsWith(text, this.#at)) continue
      this.#at += text.length
      return text === 'null' ? { type: 'null', span: this.#span(start) } : { type: 'boolean', text, span: this.#span(start) }
    }
    return this.#fail('Expected a value')
  }

  /** Steps over an opening character and gives its place. */
  #open(): Place {
    const start = this.#place()
    this.#at++
    return start
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
      if (code === LINE_FEED) {
        this.#line++
        this.#lineStart = this.#at
      }
    }
  }

  #place(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }

  #span(start: Place): Span {
    return { start, end: this.#place() }
  }

  #fail(reason: string, place: Place = this.#place()): undefined {
    this.#fault ??= { reason, place }
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
