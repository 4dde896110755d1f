// import: an account of AWS with its users, groups, roles, policies and instance profiles, and its organization, brought with their unique ids. Owns what
// of an entity is valid here, and that each is written whole or not at all. Refuses ids and names that something else has, and secrets of any kind.
// Leaves reading files, and the order of entities, to the command.

import { parseTimestamp } from '../../../wire/timestamp.js'

/** Why an entity is left out. It is reported, and nothing of the entity is written. */
export class NotImportable extends Error {
  readonly code = 'NotImportable'
}

/** The members of an object of JSON, read strictly: one that has another type than it must have is an error, never ignored. */
export class Fields {
  readonly #values: object
  readonly #path: string

  constructor(values: unknown, path = '') {
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw new NotImportable(`${path === '' ? 'The entity' : path} must be an object.`)
    this.#values = values
    this.#path = path
  }

  /** An optional text. */
  maybeText(name: string): string | undefined {
    const value = this.#get(name)
    if (value !== undefined && !isText(value)) throw this.#mistyped(name, 'a text in well-formed Unicode')
    return value
  }

  text(name: string): string {
    return this.maybeText(name) ?? this.#missing(name)
  }

  maybeNumber(name: string): number | undefined {
    const value = this.#get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.#mistyped(name, 'a whole number')
    return value
  }

  /** A text without control characters: a name or an address, which becomes a part of a key. */
  line(name: string): string {
    return this.maybeLine(name) ?? this.#missing(name)
  }

  maybeLine(name: string): string | undefined {
    const text = this.maybeText(name)
    if (text !== undefined && /\p{Cc}/u.test(text)) throw this.#mistyped(name, 'a text without control characters')
    return text
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined
  }

  isSet(name: string): boolean {
    const value = this.#get(name)
    if (value !== undefined && typeof value !== 'boolean') throw this.#mistyped(name, 'true or false')
    return value === true
  }

  /** An optional time in ISO 8601, in milliseconds since the epoch. */
  maybeTime(name: string): number | undefined {
    const text = this.maybeText(name)
    if (text === undefined) return undefined
    const time = parseTimestamp(text, 'iso8601')?.getTime()
    if (time === undefined || time < 0) throw this.#mistyped(name, 'a time of ISO 8601, from 1970 on')
    return Math.floor(time / 1000) * 1000
  }

  time(name: string): number {
    return this.maybeTime(name) ?? this.#missing(name)
  }

  /** The elements of a list; none where there is no list. */
  list(name: string): readonly unknown[] {
    const value = this.#get(name) ?? []
    if (!Array.isArray(value)) throw this.#mistyped(name, 'a list')
    return value
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((one) => {
      if (!isText(one)) throw this.#mistyped(name, 'a list of texts in well-formed Unicode')
      return one
    })
  }

  objects(name: string): readonly Fields[] {
    return this.list(name).map((one) => new Fields(one, this.#place(name)))
  }

  maybeObject(name: string): Fields | undefined {
    const value = this.#get(name)
    return value === undefined ? undefined : new Fields(value, this.#place(name))
  }

  #get(name: string): unknown {
    // A member of the object's own: every object has a `constructor`.
    const value: unknown = Object.hasOwn(this.#values, name) ? (this.#values as Record<string, unknown>)[name] : undefined
    return value === null ? undefined : value
  }

  #place(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  #missing(name: string): never {
    throw new NotImportable(`${this.#place(name)} is missing.`)
  }

  #mistyped(name: string, what: string): NotImportable {
    return new NotImportable(`${this.#place(name)} must be ${what}.`)
  }
}

/** Half of a surrogate pair has no UTF-8, in which records and keys are stored. */
const isText = (value: unknown): value is string => typeof value === 'string' && !/[\uD800-\uDFFF]/u.test(value)

/** The members of an entity in a request. */
export function fieldsOf(content: string): Fields {
  let values: unknown
  try {
    values = JSON.parse(content)
  } catch {
    throw new NotImportable('The entity is not valid JSON.')
  }
  return new Fields(values)
}
