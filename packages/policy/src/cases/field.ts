import type { JsonScalar, JsonValue } from '../document/json.js'
import type { Position } from '../document/position.js'

/**
 * What is wrong with a case, and where.
 *
 * @example
 * const show = ({ path, detail, line, column }: CaseProblem) => `${line}:${column} ${path}: ${detail}`
 * const result = parseCases('{ "kind": "scp", "text": "{}", "valid": "no" }')
 * console.log(result.ok && result.cases.flatMap((one) => (one.kind === 'unreadable' ? one.problems.map(show) : [])).join())
 * // => 1:41 valid: must be true or false
 */
export interface CaseProblem {
  /** The path from the case down to the member: `policies.identity[0]`; empty for the case itself. */
  readonly path: string
  readonly detail: string
  /** From 1, in the text of the cases. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** One value of a case. It knows its path and reports problems. A parser that returns `undefined` has reported the problem. */
export class Field {
  readonly json: JsonValue
  readonly path: string
  readonly #problems: CaseProblem[]

  constructor(json: JsonValue, problems: CaseProblem[], path = '') {
    this.json = json
    this.path = path
    this.#problems = problems
  }

  report(detail: string, position: Position = this.json.span.start): undefined {
    this.#problems.push({ path: this.path, detail, line: position.line, column: position.column })
  }

  /** A string that is not empty. */
  text(): string | undefined {
    if (this.json.type === 'string' && this.json.text !== '') return this.json.text
    return this.report('must be a string that is not empty')
  }

  /** One of the given words. */
  word<Word extends string>(words: readonly Word[]): Word | undefined {
    const { json } = this
    const found = json.type === 'string' ? words.find((word) => word === json.text) : undefined
    return found ?? this.report(`${shown(json)} is unknown; use one of: ${words.join(', ')}`)
  }

  flag(): boolean | undefined {
    return this.json.type === 'boolean' ? this.json.text === 'true' : this.report('must be true or false')
  }

  items(): readonly Field[] | undefined {
    if (this.json.type !== 'array') return this.report('must be a list')
    return this.json.items.map((item, index) => new Field(item, this.#problems, `${this.path}[${index}]`))
  }

  /** The members of an object, without those that are `null`. Reports members that are not among `known`. */
  members(known?: readonly string[]): ReadonlyMap<string, Field> | undefined {
    if (this.json.type !== 'object') return this.report('must be an object')
    const fields = new Map<string, Field>()
    for (const { key, value } of this.json.members) {
      const field = new Field(value, this.#problems, this.path === '' ? key : `${this.path}.${key}`)
      if (known !== undefined && !known.includes(key)) field.report(`is unknown here; use one of: ${known.join(', ')}`)
      else if (value.type !== 'null') fields.set(key, field)
    }
    return fields
  }
}

/** A string, number or boolean as the text of a condition key. */
export function isScalar(json: JsonValue): json is JsonScalar {
  return json.type === 'string' || json.type === 'number' || json.type === 'boolean'
}

function shown(json: JsonValue): string {
  if (json.type === 'string') return JSON.stringify(json.text)
  return isScalar(json) ? json.text : `This ${json.type}`
}
