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

class Reader {
  readonly #text: string
  #at = 0
  #line = 1
  #lineStart = 0
  #fault: JsonFault | undefined

  constructor(text: string) {
    this.#text = text
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
    const first = this.#text[this.#at]
    if (first === undefined) return this.#fail('The document ends too early')
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    if (first === '"') return this.#string()
    if (first === '-' || (first >= '0' && first <= '9')) return this.#number()
    return this.#word()
  }

  #object(depth: number): JsonObject | undefined {
    const start = this.#open()
    const members: JsonMember[] = []
    const keys = new Set<string>()
    if (!this.#take('}')) {
      do {
        const member = this.#member(depth, keys)
        if (member === undefined) return undefined
        members.push(member)
      } while (this.#take(','))
      if (!this.#take('}')) return this.#fail('Expected , or }')
    }
    return { type: 'object', members, span: this.#span(start) }
  }

  #member(depth: number, keys: Set<string>): JsonMember | undefined {
    this.#skipSpace()
    const place = this.#place()
    if (this.#text[this.#at] !== '"') return this.#fail('Expected a key in double quotes')
    const key = this.#string()
    if (key === undefined) return undefined
    if (keys.has(key.text)) return this.#fail(`Duplicate key ${key.text}`, place)
    keys.add(key.text)
    if (!this.#take(':')) return this.#fail('Expected :')
    const value = this.#value(depth + 1)
    return value && { key: key.text, keySpan: key.span, value }
  }

  #array(depth: number): JsonArray | undefined {
    const start = this.#open()
    const items: JsonValue[] = []
    if (!this.#take(']')) {
      do {
        const item = this.#value(depth + 1)
        if (item === undefined) return undefined
        items.push(item)
      } while (this.#take(','))
      if (!this.#take(']')) return this.#fail('Expected , or ]')
    }
    return { type: 'array', items, span: this.#span(start) }
  }

  #string(): JsonScalar | undefined {
    const start = this.#open()
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
    if (LONE_SURROGATE.test(text)) return this.#fail('Half of a surrogate pair in a string', start)
    return { type: 'string', text, span: this.#span(start) }
  }

  /** False at the end of the text too, where charCodeAt gives NaN. */
  #isPlain(code: number): boolean {
    return code >= 0x20 && code !== 0x22 && code !== 0x5c
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

  #take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
      if (code === 0x0a) {
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
